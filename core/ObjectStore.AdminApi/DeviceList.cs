namespace ObjectStore.AdminApi;

/// <summary>All devices.</summary>
/// <param name="Devices">In the order of their nodes.</param>
public sealed record DeviceList(IReadOnlyList<DeviceInfo> Devices);
