using Microsoft.Extensions.Logging;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Appending;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;
using ObjectStore.Extents.Reading;
using ObjectStore.Extents.Recovery;
using ObjectStore.Extents.Walking;

namespace ObjectStore.Extents;

/// <summary>A device of this process: fragments in append-only extents under one directory.</summary>
/// <remarks>
/// Thread-safe. Threads of its own: one appender, <see cref="ExtentsOptions.ReadThreads"/> readers, one for maintenance. Dispose it for a clean stop; without it the next
/// opening replays the end of the log.
/// </remarks>
public sealed partial class ExtentDevice : IFragmentDevice, IAsyncDisposable
{
    private readonly IDeviceDirectory _directory;
    private readonly ExtentsMetrics _metrics;
    private readonly ExtentSet _extents;
    private readonly LiveFragments _live;
    private readonly Appender _appender;
    private readonly BlockingPool _pool;
    private readonly FragmentReads _reads;
    private readonly FragmentLister _lister;
    private readonly FragmentVerifier _verifier;
    private readonly Maintenance _maintenance;
    private readonly TaskScheduler _scheduler;
    private readonly ILogger _logger;
    private int _isClosing;

    private ExtentDevice(DeviceParts parts, RecoveredDevice recovered)
    {
        (_directory, _metrics, _extents, _live, _logger) = (parts.Directory, parts.Metrics, parts.Extents, parts.Live, parts.Logger);
        _scheduler = parts.Options.Scheduler ?? TaskScheduler.Default;
        Superblock = parts.Superblock;
        Report = recovered.Report;
        var events = new DeviceEvents(Id, parts.Metrics, parts.Time, parts.Logger);
        _appender = new Appender(_extents, _live, parts.Options, events, recovered.Start);
        _pool = new BlockingPool(parts.Options.ReadThreads, parts.Options.ReadQueueCountMax, parts.Options.Scheduler);
        _reads = new FragmentReads(_extents, _live.Index, _pool, events);
        _lister = new FragmentLister(_live.Index, _extents, new LogWalk(_live, () => _appender.Applied.Position));
        _verifier = new FragmentVerifier(_live.Index, _extents, new LogWalk(_live, () => _appender.Applied.Position));
        _maintenance = new Maintenance(parts, _appender, events, recovered);
        _appender.Start();
        if (parts.Options.RunsMaintenance) _maintenance.Start();
        _metrics.Add(this);
    }

    /// <inheritdoc />
    public DeviceId Id => Superblock.Device;

    /// <summary>What the device's superblock says.</summary>
    public Superblock Superblock { get; }

    /// <summary>Capacity and health now; it does not wait for the disk.</summary>
    public DeviceStatus Status
    {
        get
        {
            var hasFailed = _appender.HasFailed;
            var isWritable = !hasFailed && _extents.IsReserveWhole && Volatile.Read(ref _isClosing) == 0;
            var free = isWritable ? _extents.UnallocatedBytes + _appender.OpenBytesLeft : 0;
            return new DeviceStatus(_extents.CapacityBytes, free, _live.LiveBytes, _live.Index.Count, isWritable && free > 0) { HasFailed = hasFailed };
        }
    }

    internal RecoveryReport Report { get; }

    internal int AppendQueueLength => _appender.QueueLength;

    internal int ReadQueueLength => _pool.QueueLength;

    internal long IndexMemoryBytes => _live.Index.MemoryBytes;

    internal Maintenance Maintenance => _maintenance;

    internal int ExtentCount => _extents.Count;

    /// <inheritdoc />
    public ValueTask PutAsync(FragmentWrite fragment, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(fragment.Payload.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fragment.Payload.Length, RecordLayout.PayloadBytesMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fragment.Owner.Length, RecordLayout.OwnerBytesMax);
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        var request = _appender.Rent();
        request.BeginPut(fragment);
        return _appender.Enqueue(request, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask ReadAsync(FragmentId id, int offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        _reads.ReadAsync(id, offset, destination, cancellationToken);

    /// <inheritdoc />
    public void Prefetch(FragmentId id, int offset, int length) => _reads.Prefetch(id, offset, length);

    /// <inheritdoc />
    public async ValueTask DeleteAsync(IReadOnlyList<FragmentId> ids, CancellationToken cancellationToken)
    {
        for (var first = 0; first < ids.Count; first += DeleteEntry.PerRecordMax)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var request = _appender.Rent();
            request.BeginDelete(ids, first, Math.Min(DeleteEntry.PerRecordMax, ids.Count - first));
            await _appender.Enqueue(request, cancellationToken);
        }
    }

    /// <inheritdoc />
    public ValueTask<FragmentDescription?> TryDescribeAsync(FragmentId id, CancellationToken cancellationToken) =>
        _reads.TryDescribeAsync(id, cancellationToken);

    /// <inheritdoc />
    public async ValueTask<FragmentPage> ListAsync(DeviceCursor cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        cancellationToken.ThrowIfCancellationRequested();
        return await _pool.RunAsync(() => _lister.List(cursor, limit));
    }

    /// <inheritdoc />
    public async ValueTask<VerifyPage> VerifyAsync(DeviceCursor cursor, long bytesMax, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesMax);
        cancellationToken.ThrowIfCancellationRequested();
        var page = await _pool.RunAsync(() => _verifier.Verify(cursor, bytesMax));
        _metrics.VerifiedBytes.Add(page.VerifiedBytes);
        _metrics.DamagedFragments.Add(page.Damaged.Count);
        return page;
    }

    /// <inheritdoc />
    public ValueTask<DeviceStatus> DescribeAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Status);

    /// <summary>Stops cleanly: what was accepted is stored, the last extent sealed, a checkpoint written, the lock released.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosing, 1) != 0) return;
        await _maintenance.StopAsync();
        await Task.Factory.StartNew(Stop, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);
    }

    private void Stop()
    {
        _appender.Stop();
        _pool.Stop();
        try
        {
            _appender.SealOpen();
            _maintenance.WriteCheckpoint(isClean: true);
            Log.Closed(_logger, Id, _live.Index.Count);
        }
        catch (DeviceIoException exception)
        {
            // Nothing is lost: the next opening replays the log.
            Log.CloseFailed(_logger, exception, Id);
        }

        _metrics.Remove(this);
        _extents.Close();
        _appender.Dispose();
        _maintenance.Dispose();
        _directory.Dispose();
    }
}
