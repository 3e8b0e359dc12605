using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Placement;

/// <summary>An ordered list of K+M devices; fragment i of every stripe in the group lies on device i.</summary>
/// <param name="Id">Identity, never reused.</param>
/// <param name="Epoch">Grows whenever a member changes.</param>
/// <param name="Profile">K and M of the stripes in it.</param>
/// <param name="Devices">K+M members; position is fragment index.</param>
public sealed record PlacementGroup(PlacementGroupId Id, Epoch Epoch, ErasureProfile Profile, IReadOnlyList<DeviceId> Devices);
