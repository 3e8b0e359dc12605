using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Sweep;

/// <summary>The decisions of the sweep. Pure.</summary>
internal static class SweepPlan
{
    /// <summary>The verdict as far as the header alone gives it; null when the index has to be asked whether a row names the stripe.</summary>
    public static FragmentVerdict? JudgeHeader(FragmentDescription fragment, DateTimeOffset now, TimeSpan orphanAge)
    {
        if (now - fragment.Id.Stripe.CreatedAt < orphanAge) return FragmentVerdict.TooYoung;
        return FragmentOwner.TryParse(fragment.Owner, out _) ? null : FragmentVerdict.UnreadableOwner;
    }

    /// <summary>The verdict on a fragment that is old enough and has a readable owner.</summary>
    public static FragmentVerdict Judge(FragmentDescription fragment, DeviceId device, bool isReferenced, ClusterMap map)
    {
        if (!isReferenced) return FragmentVerdict.Orphan;
        if (map.FindGroup(fragment.Group) is not { } group || fragment.Id.Index >= group.Devices.Count) return FragmentVerdict.UnknownPlace;
        return group.Devices[fragment.Id.Index] == device ? FragmentVerdict.Kept : FragmentVerdict.Misplaced;
    }

    /// <summary>
    /// The fragment whose presence this one's walk checks. Each fragment looks after the next, around the ring: if any fragment of a stripe is
    /// missing and any is there, then some fragment that is there has a missing one after it.
    /// </summary>
    public static FragmentId NeighbourOf(FragmentId fragment, PlacementGroup group) =>
        fragment with { Index = (byte)((fragment.Index + 1) % group.Devices.Count) };
}
