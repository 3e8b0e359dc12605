using ObjectStore.Core.Clocks;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Rpc.Fragments;

/// <summary>What a node says of itself.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Zone">Where it is.</param>
/// <param name="Cluster">The cluster that its devices belong to.</param>
/// <param name="PayloadPort">Port for payload over HTTP/1.1, on the host of the node's endpoint; 0 for none.</param>
/// <param name="Devices">All that it was given, also those that it cannot serve.</param>
public sealed record NodeDescription(NodeName Node, ZoneName Zone, Guid Cluster, int PayloadPort, IReadOnlyList<NodeDevice> Devices)
{
    /// <summary>What its clock showed when it answered; null from one of an earlier release.</summary>
    public ClockReading? Clock { get; init; }
}
