using System.Threading.Tasks.Sources;

namespace ObjectStore.Extents.Scheduling;

/// <summary>A request on its way through a queue, and what its caller awaits. Pooled, so that the usual request allocates nothing.</summary>
/// <remarks>
/// Two hold it: the caller's ValueTask until its result is taken, and the worker behind the queue until it has completed the request or found it cancelled. The last
/// one lets it be used again. State goes from queued to either taken or cancelled, once: a cancelled request's buffers are never touched, and one that
/// is taken is finished, since the disk may be using them. Where the disk uses a buffer of its own (<see cref="MayLeaveWhileTaken"/>), a taken request may be cancelled
/// as well, until the worker has claimed the caller's buffer with <see cref="TryFinish"/>.
/// </remarks>
internal abstract class PooledRequest : IValueTaskSource
{
    private const int Queued = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;
    private const int Finishing = 3;

    private ManualResetValueTaskSourceCore<bool> _completion = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private int _state;
    private int _holders;

    /// <summary>Whether the caller may leave while the worker is at it.</summary>
    protected virtual bool MayLeaveWhileTaken => false;

    /// <summary>What the caller awaits, once.</summary>
    public ValueTask Task => new(this, _completion.Version);

    /// <summary>Lets the caller's token take the request out of the queue. After the request has entered it.</summary>
    public void RegisterCancellation(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(static (state, token) => ((PooledRequest)state!).Cancel(token), this);
    }

    /// <summary>The worker takes the request for good; false when it was cancelled, and the worker then has let go of it.</summary>
    public bool TryTake()
    {
        if (_state == Taken || Interlocked.CompareExchange(ref _state, Taken, Queued) == Queued) return true;
        Release();
        return false;
    }

    /// <summary>The worker has a result and touches the caller's buffers from here on; false when the request was cancelled meanwhile, and the worker then has let go of it.</summary>
    protected bool TryFinish()
    {
        if (Interlocked.CompareExchange(ref _state, Finishing, Taken) == Taken) return true;
        Release();
        return false;
    }

    /// <summary>The worker is done with the request, which it has taken, and lets go of it.</summary>
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

    /// <summary>Readies the request for a new way through the queue.</summary>
    protected void Begin()
    {
        _state = Queued;
        _holders = 2;
        _registration = default;
        _completion.Reset();
    }

    /// <summary>Nobody holds the request any more: forgets what it was about and goes back to where it came from.</summary>
    protected abstract void Recycle();

    private void Cancel(CancellationToken token)
    {
        var isCancelled = Interlocked.CompareExchange(ref _state, Cancelled, Queued) == Queued
            || (MayLeaveWhileTaken && Interlocked.CompareExchange(ref _state, Cancelled, Taken) == Taken);
        if (isCancelled) _completion.SetException(new OperationCanceledException(token));
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0) Recycle();
    }
}
