using ObjectStore.Core.Identifiers;

namespace ObjectStore.Placement;

/// <summary>A device as the catalog knows it.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Node">The storage node that owns it.</param>
/// <param name="Zone">The node's failure domain.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="CapacityBytes">Weight in planning: bytes that it may use in all.</param>
public sealed record Device(DeviceId Id, NodeName Node, ZoneName Zone, DeviceState State, long CapacityBytes)
{
    /// <summary>When it came into its state, in whole milliseconds; 1970 when that is not known.</summary>
    public DateTimeOffset Since { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Whether an operator asked for it to be emptied; remembered while it does not answer.</summary>
    public bool IsLeaving { get; init; }

    /// <summary>The storage pool that it was made for; it never changes.</summary>
    public PoolName Pool { get; init; } = PoolName.Default;

    /// <summary>Whether it answers as far as the map knows, so that what it holds can be read.</summary>
    public bool IsReadable => State is DeviceState.Active or DeviceState.Draining or DeviceState.Drained;

    /// <summary>Whether its places in groups are its own: neither given up nor being given away.</summary>
    public bool IsStaying => State is DeviceState.Active or DeviceState.Suspect or DeviceState.Down && !IsLeaving;
}
