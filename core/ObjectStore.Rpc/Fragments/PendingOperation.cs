using ObjectStore.Core.Errors;

namespace ObjectStore.Rpc.Fragments;

/// <summary>An operation that waits for its stream or for its answer. Thread-safe.</summary>
/// <remarks>
/// Invariant: the caller's buffers are touched only under the lock and only before the end, so that they are free as soon as the caller has its answer, whether
/// the peer gave it or nobody did in time.
/// </remarks>
internal abstract class PendingOperation(long startedAt)
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isEnded;

    /// <summary>When the caller asked.</summary>
    public long StartedAt => startedAt;

    /// <summary>Ends with the operation.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Whether the caller has its answer.</summary>
    public bool IsEnded => Volatile.Read(ref _isEnded);

    /// <summary>Guards the buffers.</summary>
    protected Lock Lock { get; } = new();

    /// <summary>Whether the caller may still call it off.</summary>
    protected abstract bool IsCancellable { get; }

    /// <summary>Ends the operation, unless it has ended.</summary>
    public void End(StorageException? failure)
    {
        lock (Lock)
        {
            if (_isEnded) return;
            _isEnded = true;
            Release();
        }

        if (failure is null) _completion.TrySetResult();
        else _completion.TrySetException(failure);
    }

    /// <summary>Ends the operation because the caller no longer wants it, unless it is too late for that.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        lock (Lock)
        {
            if (_isEnded || !IsCancellable) return;
            _isEnded = true;
            Release();
        }

        _completion.TrySetCanceled(cancellationToken);
    }

    /// <summary>Lets go of the caller's buffers. Called under the lock.</summary>
    protected abstract void Release();
}
