using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Extents.Reading;

/// <summary>A read that has to wait for the disk, and what its caller awaits. Pooled.</summary>
/// <remarks>
/// Two hold it: the caller's ValueTask and the pool's queue. A cancelled request leaves the destination alone; one that has begun is finished, since
/// the disk may be writing into the destination.
/// </remarks>
internal sealed class ReadRequest : BlockingWork, IValueTaskSource
{
    private const int IdleMax = 256;
    private const int Queued = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;

    private static readonly ConcurrentQueue<ReadRequest> Idle = new();

    private ManualResetValueTaskSourceCore<bool> _completion = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private FragmentReads? _reads;
    private FragmentId _id;
    private int _offset;
    private Memory<byte> _destination;
    private int _state;
    private int _holders;

    /// <summary>What the caller awaits, once.</summary>
    public ValueTask Task => new(this, _completion.Version);

    public static ReadRequest Rent(FragmentReads reads, FragmentId id, int offset, Memory<byte> destination)
    {
        if (!Idle.TryDequeue(out var request)) request = new ReadRequest();
        (request._reads, request._id, request._offset, request._destination) = (reads, id, offset, destination);
        (request._state, request._holders, request._registration) = (Queued, 2, default);
        request._completion.Reset();
        return request;
    }

    public void RegisterCancellation(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(static (state, token) => ((ReadRequest)state!).Cancel(token), this);
    }

    /// <summary>Gives back a request that never entered the queue.</summary>
    public void Discard()
    {
        Release();
        Release();
    }

    public override void Execute()
    {
        if (Interlocked.CompareExchange(ref _state, Taken, Queued) == Queued)
        {
            var error = _reads!.TryReadBlocking(_id, _offset, _destination.Span);
            if (error is null) _completion.SetResult(true);
            else _completion.SetException(error);
        }

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

    private void Cancel(CancellationToken token)
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Queued) == Queued) _completion.SetException(new OperationCanceledException(token));
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) != 0) return;
        (_reads, _destination) = (null, default);
        if (Idle.Count < IdleMax) Idle.Enqueue(this);
    }
}
