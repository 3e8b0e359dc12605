using ObjectStore.Core;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Quotas;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>Plans and commits changes of keys under the fences of partition and bucket, again after a conflict, within bounds. Thread-safe.</summary>
internal sealed class KeyWriter(KeymapRouter router, BucketFences buckets, QuotaPurses quotas, TimeProvider time)
{
    /// <summary>Guess: inside one process locks prevent conflicts, so that only other processes cause them.</summary>
    private const int AttemptsMax = 16;

    private const int BucketFence = 1;
    private static readonly TimeSpan BackoffStep = TimeSpan.FromMilliseconds(2);

    private readonly KeyLocks _locks = new();

    /// <exception cref="StorageException">Overloaded after too many conflicts; otherwise as the store throws.</exception>
    public async ValueTask<WriteOutcome> ApplyAsync(KeyChange change, CancellationToken cancellationToken)
    {
        var position = new Position(change.Bucket, change.Key.Utf8Memory);
        if (change.GivesWay) return (await router.RunAsync(position, change, TryApplyAsync, cancellationToken)).Outcome ?? WriteOutcome.PreconditionFailed;
        var keyLock = _locks.Of(change);
        await keyLock.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 0; attempt < AttemptsMax; attempt++)
            {
                if (attempt > 0) await Task.Delay(BackoffStep * attempt * Chance.Random.NextDouble(), time, cancellationToken);
                var tried = await router.RunAsync(position, change, TryApplyAsync, cancellationToken);
                if (tried.Outcome is { } outcome) return outcome;
                if (tried.Unfenced is { } database && !await buckets.TryFenceAsync(change.Bucket, database, cancellationToken)) return change.OutcomeWithoutBucket;
            }
        }
        finally
        {
            keyLock.Release();
        }

        throw new StorageException(StorageErrorCode.Overloaded, "Too many writers change the same key.");
    }

    /// <summary>The outcome; or none after a conflict, with the database when it has no fence of the bucket.</summary>
    private async ValueTask<(WriteOutcome? Outcome, IndexDatabase? Unfenced)> TryApplyAsync(Partition partition, KeyChange change, CancellationToken cancellationToken)
    {
        var commit = partition.BeginCommit();
        if (!change.RequiresFence) commit.Require(CommitCondition.Exists(RowKeys.Fence(change.Bucket)));
        var outcome = await change.PlanAsync(partition, commit, cancellationToken);
        if (outcome == WriteOutcome.NoSuchBucket) return (null, partition.Database);
        if (outcome != WriteOutcome.Applied) return (outcome, null);
        var (planned, result) = change.Charge is { IsCharged: false } or { Amount.IsZero: true }
            ? (outcome, await partition.CommitAsync(commit, cancellationToken))
            : await quotas.CommitAsync(partition, change.Charge, commit, cancellationToken);
        if (planned != WriteOutcome.Applied) return (planned, null);
        if (result.IsApplied)
        {
            partition.Heat.CountWrite(change.Bucket, change.Key.Utf8, commit.Bytes, change.KeyCountChange);
            return (WriteOutcome.Applied, null);
        }

        return (null, result.FailedCondition == BucketFence ? partition.Database : null);
    }
}
