using ObjectStore.Core.Identifiers;

namespace ObjectStore.Cluster.Damage;

/// <summary>A fragment that a member of its group does not hold, or holds damaged.</summary>
/// <param name="Fragment">The fragment.</param>
/// <param name="Group">Its placement group.</param>
public readonly record struct DamageReport(FragmentId Fragment, PlacementGroupId Group);
