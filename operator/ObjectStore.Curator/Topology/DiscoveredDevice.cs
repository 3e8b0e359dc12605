using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Topology;

/// <summary>A device that answered.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Node">The node that owns it.</param>
/// <param name="Zone">The node's zone.</param>
/// <param name="Status">What it said.</param>
public sealed record DiscoveredDevice(DeviceId Id, NodeName Node, ZoneName Zone, DeviceStatus Status)
{
    /// <summary>The storage pool that it was made for, by its own word.</summary>
    public PoolName Pool { get; init; } = PoolName.Default;
}
