using ObjectStore.Core.Identifiers;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Rebalance;

/// <summary>Since when a move has been in the cluster map; null when it is not in it.</summary>
internal delegate DateTimeOffset? MovingSince(PlacementGroupId group, GroupMove move);
