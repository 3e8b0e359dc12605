using System.Collections.Concurrent;
using ObjectStore.Core;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Quotas;

/// <summary>
/// Charges commits to the quotas of buckets and of their owners: each commit that needs or gives room changes a purse of each in its own database with it, atomically, so that nothing is ever stored that was
/// not taken from the quota, whoever dies when (docs/adr/0030). Thread-safe; one for each index of a process.
/// </summary>
internal sealed class QuotaPurses(IndexDatabases databases, TimeProvider time)
{
    /// <summary>Guess: quotas that a process charges at once. What is remembered of more is forgotten; the rows are the truth.</summary>
    private const int SetsMax = 10_000;

    private readonly ulong _process = Chance.NextBits();
    private readonly ConcurrentDictionary<(QuotaId Quota, string Database), PurseSet> _sets = new();
    private readonly ConcurrentDictionary<(OwnerQuotaId Quota, string Database), (QuotaMode Mode, long Revision)> _ownerFences = new();
    private readonly OwnerQuotaFences _fences = new(databases);
    private readonly QuotaRefill _refill = new(databases, time);

    /// <summary>Applies a commit together with its charge.</summary>
    /// <param name="partition">Where the commit goes.</param>
    /// <param name="charge">What is charged to whom.</param>
    /// <param name="commit">The commit, which requires the bucket's fence that says how.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>An outcome that refuses, null when the commit has to be planned anew; in both cases nothing was changed. Applied, and then what became of the commit.</returns>
    public async ValueTask<(WriteOutcome? Outcome, CommitResult Committed)> CommitAsync(Partition partition, CommitCharge charge, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var charges = new List<QuotaCharge>(2);
        if (charge.Mode != QuotaMode.None) charges.Add(new QuotaCharge(charge.Bucket, charge.Mode, charge.Amount));
        if (charge.Owner is not { } owner) return await ChargeAsync(partition, charges, 0, commit, cancellationToken);

        var fence = await FenceOfAsync(owner, partition.Database, cancellationToken);
        charges.Add(new QuotaCharge(owner, fence.Mode, charge.Amount));
        var condition = commit.ConditionCount;
        commit.Require(CommitCondition.HasRevision(RowKeys.FenceOfQuota(owner), fence.Revision));
        var (outcome, result) = await ChargeAsync(partition, charges, 0, commit, cancellationToken);
        if (outcome is null || (outcome == WriteOutcome.Applied && !result.IsApplied && result.FailedCondition == condition)) _ownerFences.TryRemove((owner, partition.Database.Name), out _);
        return (outcome, result);
    }

    /// <summary>Whether purses that this process remembers pay for a charge, as they most often do; false where nobody can tell without reading.</summary>
    public bool Covers(IndexDatabase database, CommitCharge charge)
    {
        if (charge.Mode != QuotaMode.None && !Covers(database, new QuotaCharge(charge.Bucket, charge.Mode, charge.Amount))) return false;
        if (charge.Owner is not { } owner) return true;
        return _ownerFences.TryGetValue((owner, database.Name), out var fence) && Covers(database, new QuotaCharge(owner, fence.Mode, charge.Amount));
    }

    /// <summary>Looks whether there is room for a charge, and takes nothing of it.</summary>
    /// <returns>Applied when there is; otherwise the outcome that refuses a commit with this charge.</returns>
    public async ValueTask<WriteOutcome> JudgeAsync(CommitCharge charge, CancellationToken cancellationToken)
    {
        if (charge.Mode != QuotaMode.None && await _refill.FindRefusalAsync(charge.Bucket, charge.Amount, cancellationToken) is { } refusal) return refusal;
        if (charge.Owner is { } owner && await _refill.FindRefusalAsync(owner, charge.Amount, cancellationToken) is { } refusalOfOwner) return refusalOfOwner;
        return WriteOutcome.Applied;
    }

    /// <summary>Takes a purse for each charge, and commits when all are full. Everybody takes them in the same order, so that nobody waits in a circle.</summary>
    private async ValueTask<(WriteOutcome? Outcome, CommitResult Committed)> ChargeAsync(
        Partition partition, List<QuotaCharge> charges, int index, CommitBuilder commit, CancellationToken cancellationToken)
    {
        if (index == charges.Count) return (WriteOutcome.Applied, await partition.CommitAsync(commit, cancellationToken));
        var charge = charges[index];
        var set = SetOf(charge.Quota, partition.Database.Name);
        var purse = await set.TakeAsync(cancellationToken);
        try
        {
            if (!purse.IsKnown) purse.Remember(await partition.Database.Store.ReadAsync(purse.Key, cancellationToken));
            if (!IsFull(purse, charge))
            {
                var filled = await set.FillAsync(() => _refill.RunAsync(partition.Database, charge, purse, cancellationToken), cancellationToken);
                if (filled != WriteOutcome.Applied) return (filled, default);
            }

            var condition = commit.ConditionCount;
            var (before, left, revision) = (purse.Amount, purse.Amount - charge.Amount, purse.Revision);
            purse.Put(commit, left);

            // When the commit throws, nobody knows what is in the purse.
            purse.Forget();
            var (outcome, result) = await ChargeAsync(partition, charges, index + 1, commit, cancellationToken);
            if (outcome != WriteOutcome.Applied || (!result.IsApplied && result.FailedCondition != condition)) purse.Remember(before, revision);
            else if (result.IsApplied) purse.Remember(left, result.Revision);
            return (outcome, result);
        }
        finally
        {
            set.Give(purse);
        }
    }

    /// <summary>Whether the purse can pay as it is. While more may be held than the quota no purse is trusted.</summary>
    private static bool IsFull(Purse purse, QuotaCharge charge) =>
        charge.Mode == QuotaMode.Counting || charge.Amount.Need.IsZero || (charge.Mode == QuotaMode.Enforced && purse.Amount.Covers(charge.Amount.Need));

    /// <summary>That a bucket is still to be counted lasts for moments, and what is remembered of it may be over.</summary>
    private bool Covers(IndexDatabase database, QuotaCharge charge) =>
        charge.Amount.Need.IsZero
        || (charge.Mode == QuotaMode.Enforced && _sets.TryGetValue((charge.Quota, database.Name), out var set) && set.Covers(charge.Amount.Need));

    /// <summary>The mode of an owner's quota in a database, and the revision of the row that says so, as the process remembers it.</summary>
    private async ValueTask<(QuotaMode Mode, long Revision)> FenceOfAsync(OwnerQuotaId owner, IndexDatabase database, CancellationToken cancellationToken)
    {
        if (_ownerFences.TryGetValue((owner, database.Name), out var known)) return known;
        var fence = await _fences.ReadAsync(owner, database, cancellationToken);
        if (_ownerFences.Count >= SetsMax) _ownerFences.Clear();
        _ownerFences[(owner, database.Name)] = fence;
        return fence;
    }

    private PurseSet SetOf(QuotaId quota, string database)
    {
        if (_sets.TryGetValue((quota, database), out var known)) return known;
        if (_sets.Count >= SetsMax) _sets.Clear();
        return _sets.GetOrAdd((quota, database), static (of, process) => new PurseSet(of.Quota, process), _process);
    }
}
