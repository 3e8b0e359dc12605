using System.Buffers;
using System.Threading.Tasks.Sources;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;

namespace ObjectStore.Extents.Appending;

/// <summary>One append on its way through the queue, and what its caller awaits. Pooled.</summary>
/// <remarks>
/// Two hold it: the caller's ValueTask until its result is taken, and the appender until it is completed or found cancelled. The last one lets it go back
/// to the pool. State goes from queued to either taken or cancelled, once: a cancelled request's buffers are never touched.
/// </remarks>
internal sealed class AppendRequest(AppendRequestPool pool) : IValueTaskSource
{
    private const int Queued = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;

    private ManualResetValueTaskSourceCore<bool> _completion = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private int _state;
    private int _holders;

    public AppendKind Kind { get; private set; }

    /// <summary>Put and Move: what to write.</summary>
    public FragmentWrite Fragment { get; private set; }

    /// <summary>Put and Move: the checksum table of the payload. Rented; <see cref="TableLength"/> bytes count.</summary>
    public byte[] Table { get; private set; } = [];

    public int TableLength { get; private set; }

    /// <summary>Move: where the record has to be live still.</summary>
    public FragmentLocation Expected { get; private set; }

    /// <summary>Delete: the fragments, from <see cref="First"/> on <see cref="Count"/> of them.</summary>
    public IReadOnlyList<FragmentId> Ids { get; private set; } = [];

    /// <summary>KeepDeletes: the entries.</summary>
    public IReadOnlyList<DeleteEntry> Entries { get; private set; } = [];

    public int First { get; private set; }

    public int Count { get; private set; }

    /// <summary>Bytes that the request takes in the queue and, at most, in a batch.</summary>
    public int Weight { get; private set; }

    /// <summary>When it entered the queue.</summary>
    public long EnqueuedAt { get; set; }

    /// <summary>How much of the reserve it may take.</summary>
    public SpaceClaim Claim => Kind switch
    {
        AppendKind.Put => SpaceClaim.Fragments,
        AppendKind.Delete => SpaceClaim.Deletes,
        _ => SpaceClaim.Compaction,
    };

    /// <summary>What the caller awaits, once.</summary>
    public ValueTask Task => new(this, _completion.Version);

    public void BeginPut(in FragmentWrite fragment)
    {
        Begin(AppendKind.Put);
        Fragment = fragment;
        TableLength = RecordLayout.BlockCount(fragment.Payload.Length) * RecordLayout.ChecksumBytes;
        Table = ArrayPool<byte>.Shared.Rent(TableLength);
        PayloadChecksums.Format(Table, fragment.Id, fragment.Payload.Span);
        Weight = RecordLayout.MetaBytes(fragment.Owner.Length, fragment.Payload.Length) + fragment.Payload.Length;
    }

    /// <summary>The table is copied; owner and payload are borrowed like a put's.</summary>
    public void BeginMove(in FragmentWrite fragment, ReadOnlySpan<byte> table, FragmentLocation expected)
    {
        Begin(AppendKind.Move);
        Fragment = fragment;
        Expected = expected;
        TableLength = table.Length;
        Table = ArrayPool<byte>.Shared.Rent(TableLength);
        table.CopyTo(Table);
        Weight = RecordLayout.MetaBytes(fragment.Owner.Length, fragment.Payload.Length) + fragment.Payload.Length;
    }

    public void BeginDelete(IReadOnlyList<FragmentId> ids, int first, int count)
    {
        Begin(AppendKind.Delete);
        (Ids, First, Count) = (ids, first, count);
        Weight = RecordHeader.Size + (count * DeleteEntry.Size);
    }

    public void BeginKeepDeletes(IReadOnlyList<DeleteEntry> entries)
    {
        Begin(AppendKind.KeepDeletes);
        (Entries, First, Count) = (entries, 0, entries.Count);
        Weight = RecordHeader.Size + (entries.Count * DeleteEntry.Size);
    }

    /// <summary>Lets the caller's token take the request out of the queue. After the request has entered it.</summary>
    public void RegisterCancellation(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(static (state, token) => ((AppendRequest)state!).Cancel(token), this);
    }

    /// <summary>The appender takes the request for good; false when it was cancelled, and the appender then has let go of it.</summary>
    public bool TryTake()
    {
        if (_state == Taken || Interlocked.CompareExchange(ref _state, Taken, Queued) == Queued) return true;
        Release();
        return false;
    }

    /// <summary>The appender is done with the request and lets go of it.</summary>
    public void Complete(Exception? error)
    {
        if (error is null) _completion.SetResult(true);
        else _completion.SetException(error);
        Release();
    }

    /// <summary>Gives back a request that never entered the queue.</summary>
    public void Discard()
    {
        Release();
        Release();
    }

    void IValueTaskSource.GetResult(short token)
    {
        try
        {
            _completion.GetResult(token);
        }
        finally
        {
            _registration.Dispose();
            Release();
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    private void Begin(AppendKind kind)
    {
        Kind = kind;
        _state = Queued;
        _holders = 2;
        _registration = default;
        _completion.Reset();
    }

    private void Cancel(CancellationToken token)
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Queued) == Queued) _completion.SetException(new OperationCanceledException(token));
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) != 0) return;
        if (Table.Length > 0) ArrayPool<byte>.Shared.Return(Table);
        (Table, Fragment, Ids, Entries) = ([], default, [], []);
        pool.Return(this);
    }
}
