using ObjectStore.Placement;

namespace ObjectStore.Curator.Topology;

/// <summary>What became of a request about devices.</summary>
/// <param name="Map">The map afterwards; as it was when the request was refused.</param>
/// <param name="Refusal">Why nothing was changed, or null when it was done, now or before.</param>
public sealed record DeviceChange(ClusterMap Map, DeviceRefusal? Refusal);
