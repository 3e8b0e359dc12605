using ObjectStore.Core.Identifiers;

namespace ObjectStore.Placement;

/// <summary>A device as the catalog knows it.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Node">The storage node that owns it.</param>
/// <param name="Zone">The node's failure domain.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="CapacityBytes">Weight in planning: bytes that it may use in all.</param>
public sealed record Device(DeviceId Id, NodeName Node, ZoneName Zone, DeviceState State, long CapacityBytes);
