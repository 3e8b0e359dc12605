using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Partitions;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>Plans and commits changes of keys under the fences of partition and bucket, again after a conflict, within bounds. Thread-safe.</summary>
internal sealed class KeyWriter(IOrderedStore store)
{
    /// <summary>Guess: inside one process locks prevent conflicts, so that only other processes cause them.</summary>
    private const int AttemptsMax = 16;

    private const int PartitionFence = 0;
    private const int BucketFence = 1;
    private static readonly TimeSpan BackoffStep = TimeSpan.FromMilliseconds(2);

    private readonly PartitionTable _partitions = new(store);
    private readonly KeyLocks _locks = new();

    /// <exception cref="StorageException">Overloaded after too many conflicts; otherwise as the store throws.</exception>
    public async ValueTask<WriteOutcome> ApplyAsync(KeyChange change, CancellationToken cancellationToken)
    {
        var keyLock = _locks.Of(change);
        await keyLock.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 0; attempt < AttemptsMax; attempt++)
            {
                if (attempt > 0) await Task.Delay(BackoffStep * attempt * Random.Shared.NextDouble(), cancellationToken);
                if (await TryApplyAsync(change, cancellationToken) is { } outcome) return outcome;
            }
        }
        finally
        {
            keyLock.Release();
        }

        throw new StorageException(StorageErrorCode.Overloaded, "Too many writers change the same key.");
    }

    /// <summary>The outcome, or null after a conflict.</summary>
    private async ValueTask<WriteOutcome?> TryApplyAsync(KeyChange change, CancellationToken cancellationToken)
    {
        var partition = await _partitions.FindAsync(change.Bucket, change.Key, cancellationToken);
        var fence = CommitCondition.Exists(RowKeys.Fence(change.Bucket));
        var commit = new CommitBuilder().Require(partition.Fence).Require(fence);
        var outcome = await change.PlanAsync(store, commit, cancellationToken);
        if (outcome == WriteOutcome.NoSuchKey && await store.ReadAsync(fence.Key, cancellationToken) is null) return change.OutcomeWithoutBucket;
        if (outcome != WriteOutcome.Applied) return outcome;
        var result = await store.CommitAsync(commit.Build(), cancellationToken);
        if (result.IsApplied) return WriteOutcome.Applied;
        if (result.FailedCondition == BucketFence) return change.OutcomeWithoutBucket;
        if (result.FailedCondition == PartitionFence) _partitions.Refresh();
        return null;
    }
}
