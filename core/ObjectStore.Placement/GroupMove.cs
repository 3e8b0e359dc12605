using ObjectStore.Core.Identifiers;

namespace ObjectStore.Placement;

/// <summary>A position of a placement group whose member changed, until nothing of the group is left on the device that held it before.</summary>
/// <param name="Position">Fragment index, 0..K+M−1.</param>
/// <param name="From">The device that held it; it may have left the map.</param>
public readonly record struct GroupMove(int Position, DeviceId From);
