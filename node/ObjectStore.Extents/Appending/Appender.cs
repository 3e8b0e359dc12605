using ObjectStore.Core.Errors;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;
using ObjectStore.Extents.Scheduling;

namespace ObjectStore.Extents.Appending;

/// <summary>
/// Group commit: one thread per device takes everything that waits, writes it as one batch, syncs once, tells the index, and completes all of it.
/// </summary>
/// <remarks>
/// Invariants: the index learns of a record, and its caller of success, only after the fdatasync that covers it; a batch is written only after the one before
/// it is on stable storage. After a failed write or sync the extent gets no more bytes: the kernel may have dropped the pages and a second sync
/// would prove nothing. The batch goes to a new extent once; if that fails too the device turns read-only (ADR 4).
/// </remarks>
internal sealed class Appender : IDisposable
{
    private const int TakeMax = 4096;

    /// <summary>Zeros go ahead of batches smaller than this; larger ones have the cost of the metadata spread over their bytes.</summary>
    private const int ZeroAheadBatchMax = 128 << 10;

    private readonly ExtentSet _extents;
    private readonly LiveFragments _live;
    private readonly ExtentsOptions _options;
    private readonly IAppenderEvents _events;
    private readonly BoundedQueue<AppendRequest> _queue;
    private readonly AppendRequestPool _pool = new();
    private readonly BatchBuilder _batch;
    private readonly AlignedBuffer? _zeros;
    private readonly List<AppendRequest> _inBatch = [];
    private readonly QueueWorker<AppendRequest> _worker;
    private readonly Lock _positionLock = new();
    private Extent? _open;
    private LogPosition _position;
    private long _bytesOfCompaction;
    private ulong _nextSequence;
    private volatile bool _hasFailed;

    /// <summary>Takes up the log at <paramref name="start"/>.</summary>
    public Appender(ExtentSet extents, LiveFragments live, ExtentsOptions options, IAppenderEvents events, AppenderStart start)
    {
        (_extents, _live, _options, _events) = (extents, live, options, events);
        (_open, _position, _nextSequence) = (start.Open, start.Position, start.NextSequence);
        _queue = new BoundedQueue<AppendRequest>(options.AppendQueueCountMax, options.AppendQueueBytesMax);
        _batch = new BatchBuilder(live.Index, BatchBytesMax(options));
        _zeros = options.ZeroAheadBytes > 0 ? new AlignedBuffer(options.ZeroAheadBytes) : null;
        _zeros?.GetSpan().Clear();
        _worker = new QueueWorker<AppendRequest>("extent-appender", threads: 1, _queue, TakeMax, Append, options.Scheduler);
    }

    /// <summary>Whether the device has turned read-only after repeated I/O errors.</summary>
    public bool HasFailed => _hasFailed;

    /// <summary>Requests that wait.</summary>
    public int QueueLength => _queue.Count;

    /// <summary>Up to where the log is stored and the index knows it, and the sequence of the record that comes next.</summary>
    public (LogPosition Position, ulong NextSequence) Applied
    {
        get
        {
            lock (_positionLock) return (_position, _nextSequence);
        }
    }

    /// <summary>The extent that is appended to; null between one that was given up and the next.</summary>
    public Extent? Open => Volatile.Read(ref _open);

    /// <summary>Bytes that the open extent still has.</summary>
    public long OpenBytesLeft => Open is { } open ? open.AllocatedBytes - open.StoredBytes : 0;

    /// <summary>
    /// Bytes that the compaction under way is still going to append. Once it has taken the last of the reserve, deletes do not take them away from it: it could
    /// not come to its end then, and nothing would ever give the space back.
    /// </summary>
    public long BytesOfCompaction
    {
        get => Volatile.Read(ref _bytesOfCompaction);
        set => Volatile.Write(ref _bytesOfCompaction, value);
    }

    /// <summary>Bound of a batch: it fits into an extent whatever happens.</summary>
    public static int BatchBytesMax(ExtentsOptions options) => (int)Math.Min(BatchBuilder.BytesMax, options.ExtentBytes - ExtentHeader.RecordsOffset);

    public void Start() => _worker.Start();

    /// <summary>A request to fill in and hand to <see cref="Enqueue"/> or discard.</summary>
    public AppendRequest Rent() => _pool.Rent();

    /// <summary>Queues a request; the task completes when it is on stable storage. A refusal comes as a faulted task at once.</summary>
    public ValueTask Enqueue(AppendRequest request, CancellationToken cancellationToken)
    {
        request.EnqueuedAt = _events.Timestamp;
        var task = request.Task;
        var result = _worker.TryEnqueue(request, request.Weight);
        if (result == EnqueueResult.Entered)
        {
            request.RegisterCancellation(cancellationToken);
            return task;
        }

        request.Discard();
        return ValueTask.FromException(RefusalOf(result));
    }

    /// <summary>Queues requests that come into as few batches as they can; all or none. It completes on the caller's scheduler when all have.</summary>
    /// <exception cref="StorageException">What the first that failed failed with.</exception>
    public async Task EnqueueAllAsync(IReadOnlyCollection<AppendRequest> requests)
    {
        // The tasks are taken first: a request may be another one as soon as it has completed and its result is taken.
        var tasks = requests.Select(AwaitAsync).ToList();
        var now = _events.Timestamp;
        foreach (var request in requests) request.EnqueuedAt = now;
        var result = _worker.TryEnqueueAll(requests, requests.Sum(request => (long)request.Weight));
        if (result != EnqueueResult.Entered)
        {
            foreach (var request in requests) request.Complete(RefusalOf(result));
        }

        await Task.WhenAll(tasks);

        static async Task AwaitAsync(AppendRequest request) => await request.Task;
    }

    /// <summary>Goes on in another extent, if <paramref name="extent"/> is the one that is open, with whatever is left of the reserve.</summary>
    /// <exception cref="StorageException">There is nothing left of it, or the device fails.</exception>
    public Task SealAsync(Extent extent)
    {
        var request = Rent();
        request.BeginSeal(extent.Number);
        return EnqueueAllAsync([request]);
    }

    /// <summary>Lets nothing more in, and returns when what was in is stored or refused.</summary>
    public void Stop() => _worker.Close();

    /// <summary>After <see cref="Stop"/>: seals the open extent and gives back what it has not used.</summary>
    public void SealOpen()
    {
        if (_open is not { } open) return;
        open.IsSealed = true;
        _extents.Shrink(open);
        _open = null;
    }

    public void Dispose()
    {
        _batch.Dispose();
        (_zeros as IDisposable)?.Dispose();
    }

    private void Append(List<AppendRequest> taken)
    {
        for (var next = 0; next < taken.Count;) next = AppendOne(taken, next);
    }

    /// <summary>Appends one batch of what was taken, from <paramref name="first"/> on; returns the first request that is not in it.</summary>
    private int AppendOne(List<AppendRequest> taken, int first)
    {
        var next = Fill(taken, first);
        StorageException? error = null;
        try
        {
            if (_batch.RecordCount > 0) Store();
            foreach (var change in _batch.Changes) _live.Apply(change);
        }
        catch (DeviceIoException exception)
        {
            error = ErrorOf(exception);
            AbandonOpen(exception);
            if (IsFaultOfDevice(exception)) TurnReadOnly(exception);
        }

        Publish();
        foreach (var request in _inBatch) Complete(request, error);
        _inBatch.Clear();
        _batch.Clear();
        return next;
    }

    /// <summary>Puts requests into the batch until it is full. On return <see cref="_inBatch"/> holds what is to be completed with it.</summary>
    private int Fill(List<AppendRequest> taken, int first)
    {
        var next = first;
        if (_open is { } open) _batch.Begin(open, _nextSequence);
        for (; next < taken.Count; next++)
        {
            var request = taken[next];
            var weight = request.Weight;
            if (!request.TryTake())
            {
                _queue.Release(weight);
                continue;
            }

            if (Refusal(request) is { } refusal)
            {
                Complete(request, refusal);
                continue;
            }

            var result = _open is null ? AddResult.ExtentFull : _batch.TryAdd(request);
            if (result == AddResult.ExtentFull && _inBatch.Count == 0)
            {
                if (!Roll(request)) continue;
                result = _batch.TryAdd(request);
                Invariant.That(result == AddResult.Added);
            }

            if (result != AddResult.Added) break;
            _inBatch.Add(request);
        }

        return next;
    }

    private StorageException? Refusal(AppendRequest request)
    {
        if (_hasFailed) return new StorageException(StorageErrorCode.DeviceFailed, "The device is read-only after I/O errors.");
        return request.Claim switch
        {
            SpaceClaim.Fragments => _extents.IsReserveWhole ? null : Full(),
            SpaceClaim.Deletes => IsRoomOfCompaction(request) ? Full() : null,
            _ => null,
        };
    }

    private bool IsRoomOfCompaction(AppendRequest request)
    {
        var owed = BytesOfCompaction;
        if (owed == 0 || _open is null || !_extents.IsReserveSpent) return false;
        return OpenBytesLeft - RecordLayout.Align(_batch.Length + request.Weight, RecordHeader.BatchAlignment) < owed;
    }

    /// <summary>The shortest extent that holds the request's record: before its payload, and behind it, come up to a page of padding each.</summary>
    private static long ExtentBytesFor(AppendRequest request) => ExtentHeader.RecordsOffset + request.Weight + (2 * RecordHeader.BatchAlignment);

    /// <summary>Seals the open extent and opens the next one; false, and the request refused, when there is no space or the disk fails.</summary>
    private bool Roll(AppendRequest request)
    {
        try
        {
            if (_extents.TryCreate(request.Claim, ExtentBytesFor(request)) is { } next)
            {
                if (_open is { } old) old.IsSealed = true;
                Continue(next);
                return true;
            }

            Complete(request, Full());
            _events.NoSpace();
        }
        catch (DeviceIoException exception)
        {
            if (IsFaultOfDevice(exception)) TurnReadOnly(exception);
            Complete(request, ErrorOf(exception));
        }

        return false;
    }

    /// <summary>The log goes on in <paramref name="next"/>.</summary>
    private void Continue(Extent next)
    {
        Volatile.Write(ref _open, next);
        lock (_positionLock) _position = new LogPosition(next.Number, (uint)next.StoredBytes);
        _batch.Begin(next, _nextSequence);
        _events.ExtentOpened(next.Number);
    }

    private void Store()
    {
        try
        {
            WriteAndSync();
        }
        catch (DeviceIoException exception)
        {
            AbandonOpen(exception);
            Rebuild(exception);
            WriteAndSync();
        }
    }

    private void WriteAndSync()
    {
        var open = _open!;
        _batch.Finish();
        var mode = _batch.Length >= _options.DirectWriteBytesMin ? WriteMode.Direct : WriteMode.Buffered;
        var started = _events.Timestamp;
        WriteZerosAhead(open);
        open.File.Write(open.StoredBytes, _batch.Buffers, mode);
        open.File.Flush();
        open.StoredBytes += _batch.Length;
        open.WrittenBytes = Math.Max(open.WrittenBytes, open.StoredBytes);
        _nextSequence += (ulong)_batch.RecordCount;
        _events.BatchStored(started, _batch.Length, _batch.RecordCount);
    }

    private void WriteZerosAhead(Extent open)
    {
        if (_zeros is null || _batch.Length > ZeroAheadBatchMax || open.StoredBytes + _batch.Length <= open.WrittenBytes) return;
        var length = (int)Math.Min(_zeros.Memory.Length, open.AllocatedBytes - open.StoredBytes);
        open.File.Write(open.StoredBytes, [_zeros.Memory[..length]], WriteMode.Direct);
        open.WrittenBytes = open.StoredBytes + length;
    }

    /// <summary>Gives up the open extent behind what is stored in it; the cut keeps bytes of the failed batch from being read at the next open.</summary>
    private void AbandonOpen(DeviceIoException exception)
    {
        if (_open is not { } extent) return;
        Volatile.Write(ref _open, null);
        extent.IsSealed = true;
        _events.ExtentAbandoned(extent.Number, exception);
        try
        {
            _extents.Shrink(extent);
        }
        catch (DeviceIoException)
        {
            // The checkpoint's extent table holds the stored length too. The next failure decides whether the device is done for.
        }
    }

    /// <summary>Lays the same requests out again for a new extent.</summary>
    private void Rebuild(DeviceIoException cause)
    {
        var next = _extents.TryCreate(SpaceClaim.Deletes, _options.ExtentBytes) ?? throw new DeviceIoException($"no space for a new extent after: {cause.Message}", isFull: true);
        Continue(next);
        foreach (var request in _inBatch) Invariant.That(_batch.TryAdd(request) == AddResult.Added);
    }

    private void Publish()
    {
        if (_open is not { } open) return;
        lock (_positionLock) _position = new LogPosition(open.Number, (uint)open.StoredBytes);
    }

    private void TurnReadOnly(DeviceIoException exception)
    {
        if (_open is { } open) open.IsSealed = true;
        Volatile.Write(ref _open, null);
        _hasFailed = true;
        _events.TurnedReadOnly(exception);
    }

    private void Complete(AppendRequest request, Exception? error)
    {
        _queue.Release(request.Weight);
        _events.Completed(request.Kind, request.EnqueuedAt, error is null);
        request.Complete(error);
    }

    /// <summary>Whether the device is to blame: it is not for lack of space, nor for a process with too many files open.</summary>
    private static bool IsFaultOfDevice(DeviceIoException exception) => !exception.IsFull && !exception.IsOutOfHandles;

    private static StorageException ErrorOf(DeviceIoException exception) =>
        exception.IsFull ? Full() : exception.IsOutOfHandles ? OutOfHandles(exception) : Failed(exception);

    private static StorageException RefusalOf(EnqueueResult result) => result == EnqueueResult.Full
        ? new StorageException(StorageErrorCode.Overloaded, "The device's append queue is at its bound.")
        : new StorageException(StorageErrorCode.DeviceUnavailable, "The device is closing.");

    private static StorageException OutOfHandles(DeviceIoException exception) =>
        new(StorageErrorCode.Overloaded, "The process has too many files open for another extent.", exception);

    private static StorageException Full() => new(StorageErrorCode.DeviceFull, "The device has no room but its reserve.");

    private static StorageException Failed(DeviceIoException exception) =>
        new(StorageErrorCode.DeviceFailed, "The device failed to store.", exception);
}
