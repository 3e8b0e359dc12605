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
