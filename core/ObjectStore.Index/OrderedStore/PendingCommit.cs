using System.Diagnostics;

namespace ObjectStore.Index.OrderedStore;

/// <summary>A commit on its way through the writer of an engine. Continuations run on the thread pool, never on the writer's thread.</summary>
/// <remarks>Either the writer starts it or the caller withdraws it, whoever comes first; a started one always completes.</remarks>
internal sealed class PendingCommit(Commit commit, CancellationToken cancellationToken)
    : TaskCompletionSource<CommitResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private int _isTaken;

    public Commit Commit => commit;

    /// <summary>Bytes of keys and values that it carries.</summary>
    public long Bytes { get; } = CommitRules.BytesOf(commit);

    /// <summary>When it was queued, as <see cref="Stopwatch"/> counts.</summary>
    public long QueuedAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>For the writer: whether the commit is still wanted; from then on it can no longer be withdrawn.</summary>
    public bool TryStart() => Interlocked.Exchange(ref _isTaken, 1) == 0;

    /// <summary>For the caller: gives up waiting unless the commit has begun.</summary>
    public void Withdraw()
    {
        if (Interlocked.Exchange(ref _isTaken, 1) == 0) TrySetCanceled(cancellationToken);
    }
}
