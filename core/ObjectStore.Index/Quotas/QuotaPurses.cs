using System.Collections.Concurrent;
using ObjectStore.Core;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Quotas;

/// <summary>
/// Charges commits to quotas: each commit that needs or gives room changes a purse in its own database with it, atomically, so that nothing is ever stored that was
/// not taken from the quota, whoever dies when (docs/adr/0030). Thread-safe; one for each index of a process.
/// </summary>
internal sealed class QuotaPurses(IndexDatabases databases, TimeProvider time)
{
    /// <summary>Guess: buckets with quotas that a process writes to at once. What is remembered of more is forgotten; the rows are the truth.</summary>
    private const int SetsMax = 10_000;

    private readonly ulong _process = Chance.NextBits();
    private readonly ConcurrentDictionary<(BucketId Bucket, string Database), PurseSet> _sets = new();
    private readonly QuotaRefill _refill = new(databases, time);

    /// <summary>Applies a commit together with its charge.</summary>
    /// <param name="partition">Where the commit goes.</param>
    /// <param name="charge">What is charged to whom.</param>
    /// <param name="commit">The commit, which requires the fence that says how.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>An outcome that refuses, null when the commit has to be planned anew; in both cases nothing was changed. Applied, and then what became of the commit.</returns>
    public async ValueTask<(WriteOutcome? Outcome, CommitResult Result)> CommitAsync(Partition partition, QuotaCharge charge, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var set = SetOf(charge.Bucket, partition.Database.Name);
        var purse = await set.TakeAsync(cancellationToken);
        try
        {
            if (!purse.IsKnown) purse.Remember(await partition.Database.Store.ReadAsync(purse.Key, cancellationToken));
            if (!IsFull(purse, charge))
            {
                var filled = await set.FillAsync(() => _refill.RunAsync(partition.Database, charge, purse, cancellationToken), cancellationToken);
                if (filled != WriteOutcome.Applied) return (filled, default);
            }

            return (WriteOutcome.Applied, await CommitAsync(partition, purse, charge.Amount, commit, cancellationToken));
        }
        finally
        {
            set.Give(purse);
        }
    }

    /// <summary>Whether the purse can pay as it is. While the bucket may be over its quota no purse is trusted.</summary>
    private static bool IsFull(Purse purse, QuotaCharge charge) =>
        charge.Mode == QuotaMode.Counting || charge.Amount.Need.IsZero || (charge.Mode == QuotaMode.Enforced && purse.Amount.Covers(charge.Amount.Need));

    private static async ValueTask<CommitResult> CommitAsync(Partition partition, Purse purse, StoredAmount amount, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var condition = commit.ConditionCount;
        var (before, left) = (purse.Amount, purse.Amount - amount);
        purse.Put(commit, left);
        var restore = purse.Revision;

        // When the commit throws, nobody knows what is in the purse.
        purse.Forget();
        var result = await partition.CommitAsync(commit, cancellationToken);
        if (result.IsApplied) purse.Remember(left, result.Revision);
        else if (result.FailedCondition != condition) purse.Remember(before, restore);
        return result;
    }

    private PurseSet SetOf(BucketId bucket, string database)
    {
        if (_sets.Count >= SetsMax && !_sets.ContainsKey((bucket, database))) _sets.Clear();
        return _sets.GetOrAdd((bucket, database), static (of, process) => new PurseSet(of.Bucket, process), _process);
    }
}
