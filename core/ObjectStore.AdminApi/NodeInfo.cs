namespace ObjectStore.AdminApi;

/// <summary>A storage node: what its devices add up to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Zone">Its zone.</param>
/// <param name="State">The state that all its devices are in; <c>draining</c> while it is being emptied; otherwise <c>mixed</c>.</param>
/// <param name="Devices">Devices.</param>
/// <param name="ActiveDevices">Those that are active.</param>
/// <param name="CapacityBytes">Bytes that they may use in all.</param>
/// <param name="UsedBytes">Bytes of their fragments, as far as known.</param>
/// <param name="Fragments">Fragments on them, as far as known.</param>
/// <param name="Places">Positions of placement groups that they hold.</param>
/// <param name="PlacesToClear">Positions that they held before and of which fragments may still lie on them.</param>
public sealed record NodeInfo(
    string Name,
    string Zone,
    string State,
    int Devices,
    int ActiveDevices,
    long CapacityBytes,
    long UsedBytes,
    long Fragments,
    int Places,
    int PlacesToClear);
