using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Clocks;
using ObjectStore.Curator.Pacing;
using ObjectStore.Curator.Sweep;
using ObjectStore.Curator.Topology;
using ObjectStore.Index.Objects;

namespace ObjectStore.Curator.Repair;

/// <summary>Restores the fragments of one stripe that its group's members do not hold whole.</summary>
/// <remarks>
/// A stripe that no row names is not restored, so that deleted data does not come back; one that is young enough to belong to a write under way is,
/// because its row may come, and so is any while clocks are too far apart to tell. The index is asked before and after writing: what was deleted in between is taken away again at once, and what a crash leaves
/// of that the sweep finds.
/// </remarks>
internal sealed class StripeRepairer(
    IObjectIndex index, ClusterView cluster, IFragmentDevices devices, CuratorMetrics metrics, WitnessedClock clock, TimeProvider timeProvider, IOptions<CuratorOptions> options)
{
    private readonly SweepOptions _sweep = options.Value.Sweep;
    private readonly TokenBucket _pace = new(timeProvider, options.Value.Repair.BytesPerSecond);

    /// <summary>One attempt; safe to repeat and to run beside another.</summary>
    /// <param name="stripe">The stripe.</param>
    /// <param name="groupId">Its group.</param>
    /// <param name="suspectMask">Bit i is set when fragment i is said to be missing or damaged; those are read whole even if their headers are good.</param>
    /// <param name="cancellationToken">Cuts the attempt off.</param>
    public async ValueTask<RepairOutcome> RepairAsync(StripeId stripe, PlacementGroupId groupId, uint suspectMask, CancellationToken cancellationToken)
    {
        var map = await cluster.ReadAsync(cancellationToken);
        if (map.FindGroup(groupId) is not { } group) return RepairOutcome.Deferred;

        using var fragments = new StripeUnderRepair(stripe, group, devices);
        await fragments.DescribeAsync(cancellationToken);
        if (fragments.Description is not { } description) return RepairPlan.DecideWithoutHeader(fragments.Conditions);

        var claim = await ClaimOfAsync(description, cancellationToken);
        if (claim == StripeClaim.None)
        {
            await fragments.DeleteAsync(Enumerable.Range(0, group.Devices.Count), cancellationToken);
            return RepairOutcome.NotWanted;
        }

        await fragments.LoadAsync(Enumerable.Range(0, group.Devices.Count).Where(i => (suspectMask >> i & 1) != 0), cancellationToken);
        var k = group.Profile.DataFragments;
        while (true)
        {
            if (RepairPlan.Decide(fragments.Conditions, k) is { } outcome) return outcome == RepairOutcome.Lost ? await CarryAsync(fragments, claim, cancellationToken) : outcome;
            var sources = RepairPlan.NextSources(fragments.Conditions, k);
            if (sources.Length == 0) break;
            await _pace.TakeAsync((long)sources.Length * fragments.FragmentBytes, cancellationToken);
            await fragments.LoadAsync(sources, cancellationToken);
        }

        if (RepairPlan.NeedsDecoding(fragments.Conditions)) fragments.Reconstruct();
        return await RestoreAsync(fragments, RepairPlan.Targets(fragments.Conditions), claim, cancellationToken);
    }

    /// <summary>
    /// Nothing can be computed from what is left; what of it lies at an old place is copied all the same, so that the old device need not wait for it. A stripe that is
    /// still being written, or whose write has failed, has too few fragments for a while; that is no loss.
    /// </summary>
    private async ValueTask<RepairOutcome> CarryAsync(StripeUnderRepair fragments, StripeClaim claim, CancellationToken cancellationToken)
    {
        await fragments.LoadAsync(RepairPlan.Displaced(fragments.Conditions), cancellationToken);
        var carried = RepairPlan.Carried(fragments.Conditions);
        var outcome = carried.Length == 0 ? RepairOutcome.Lost : await RestoreAsync(fragments, carried, claim, cancellationToken);
        return claim == StripeClaim.Named && outcome != RepairOutcome.NotWanted ? RepairOutcome.Lost : RepairOutcome.NotWanted;
    }

    private async ValueTask<RepairOutcome> RestoreAsync(StripeUnderRepair fragments, int[] targets, StripeClaim claim, CancellationToken cancellationToken)
    {
        await _pace.TakeAsync((long)targets.Length * fragments.FragmentBytes, cancellationToken);
        await Task.WhenAll(targets.Select(target => fragments.PutAsync(target, cancellationToken)));
        if (claim == StripeClaim.Named && await ClaimOfAsync(fragments.Description!, cancellationToken) != StripeClaim.Named)
        {
            await fragments.DeleteAsync(targets, cancellationToken);
            return RepairOutcome.NotWanted;
        }

        metrics.FragmentsRestored(targets.Length, (long)targets.Length * fragments.FragmentBytes);
        return RepairOutcome.Repaired;
    }

    private async ValueTask<StripeClaim> ClaimOfAsync(FragmentDescription description, CancellationToken cancellationToken)
    {
        // Nobody can say that a stripe with an unreadable owner or row is unwanted, so it is kept whole.
        if (!FragmentOwner.TryParse(description.Owner, out var owner)) return StripeClaim.Named;
        try
        {
            if (await index.IsReferencedAsync(owner, description.Id.Stripe, cancellationToken)) return StripeClaim.Named;
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.CorruptIndex)
        {
            return StripeClaim.Named;
        }

        return await clock.TryReadAsync(cancellationToken) is { } now && now - description.Id.Stripe.CreatedAt >= _sweep.OrphanAge ? StripeClaim.None : StripeClaim.Pending;
    }
}
