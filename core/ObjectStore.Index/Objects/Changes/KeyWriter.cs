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
    private readonly FenceMemory _fences = new();

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

    /// <summary>Judges whether quotas have room for a change as things are now. Plans it, and takes and changes nothing.</summary>
    /// <param name="change">The change, with a record of no bytes.</param>
    /// <param name="rules">The bucket's, as the caller remembers them.</param>
    /// <param name="most">What the change adds at most; its bytes are put to what it is planned to add.</param>
    /// <param name="cancellationToken">Stops between reads.</param>
    /// <returns>Applied where there is room, or nobody can tell: whatever else is to be said of the change its commit says.</returns>
    public ValueTask<WriteOutcome> JudgeAsync(KeyChange change, BucketRules rules, StoredAmount most, CancellationToken cancellationToken) => router.RunAsync(
        new Position(change.Bucket, change.Key.Utf8Memory),
        (quotas, change, charge: CommitCharge.By(change.Bucket, rules).Add(most)),
        static async (partition, of, cancellationToken) =>
        {
            if (of.quotas.Covers(partition.Database, of.charge)) return WriteOutcome.Applied;
            if (await of.change.PlanAsync(partition, partition.BeginCommit(), cancellationToken) != WriteOutcome.Applied) return WriteOutcome.Applied;
            return await of.quotas.JudgeAsync(of.change.Charge.Add(new StoredAmount(of.charge.Amount.Bytes, 0)), cancellationToken);
        },
        cancellationToken);

    /// <summary>The outcome; or none after a conflict, with the database when it has no fence of the bucket.</summary>
    private async ValueTask<(WriteOutcome? Outcome, IndexDatabase? Unfenced)> TryApplyAsync(Partition partition, KeyChange change, CancellationToken cancellationToken)
    {
        var known = change.Fence = change.MayGoByKnownFence ? _fences.Find(change.Bucket, partition.Database) : null;
        while (true)
        {
            var commit = BeginCommit(partition, change);
            WriteOutcome? outcome = await change.PlanAsync(partition, commit, cancellationToken);
            CommitResult result = default;
            if (outcome == WriteOutcome.Applied)
            {
                if (change.IsCharged) (outcome, result) = await quotas.CommitAsync(partition, change.Charge, commit, cancellationToken);
                else result = await partition.CommitAsync(commit, cancellationToken);
            }

            var isPlanned = outcome == WriteOutcome.Applied;
            if (isPlanned && result.IsApplied)
            {
                if (known is null) Remember(partition, change);
                partition.Heat.CountWrite(change.Bucket, change.Key.Utf8, commit.Bytes, change.KeyCountChange);
                return (WriteOutcome.Applied, null);
            }

            var isUnfenced = isPlanned ? result.FailedCondition == BucketFence : outcome == WriteOutcome.NoSuchBucket;
            if (known is null || (isPlanned && !isUnfenced)) return OutcomeOf(outcome, isUnfenced ? partition.Database : null);

            // What is remembered proves nothing that refuses.
            if (isUnfenced) _fences.Forget(change.Bucket, partition.Database);
            known = change.Fence = null;
        }
    }

    private void Remember(Partition partition, KeyChange change)
    {
        if (change.Fence is { } fence) _fences.Remember(change.Bucket, partition.Database, fence);
    }

    /// <summary>None when the change is to be planned again, because its commit met a conflict or there is no fence.</summary>
    private static (WriteOutcome? Outcome, IndexDatabase? Unfenced) OutcomeOf(WriteOutcome? planned, IndexDatabase? unfenced) =>
        (planned == WriteOutcome.Applied || unfenced is not null ? null : planned, unfenced);

    private static CommitBuilder BeginCommit(Partition partition, KeyChange change)
    {
        var commit = partition.BeginCommit();
        return change.RequiresFence ? commit : commit.Require(CommitCondition.Exists(RowKeys.Fence(change.Bucket)));
    }
}
