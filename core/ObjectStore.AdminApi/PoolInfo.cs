namespace ObjectStore.AdminApi;

/// <summary>A storage pool.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>healthy</c>; <c>degraded</c> while something is to be repaired or moved, or devices are missing; <c>full</c>: writes get 503; <c>lost</c>: stripes cannot be read.</param>
/// <param name="CapacityBytes">Bytes that its devices may use in all.</param>
/// <param name="UsedBytes">Bytes of fragments.</param>
/// <param name="FreeBytes">Bytes that new fragments may take; the devices' reserves are not among them.</param>
/// <param name="Zones">Zones.</param>
/// <param name="Nodes">Nodes.</param>
/// <param name="DevicesByState">Number of devices in each state.</param>
/// <param name="FullDevices">Active devices that take no writes.</param>
/// <param name="Profiles">Its erasure profiles.</param>
/// <param name="PlacesToMove">Positions of groups whose fragments are on their way.</param>
/// <param name="PlacesToFill">Positions of groups that are not yet known to hold all their fragments.</param>
/// <param name="StripesToRepair">Stripes that wait for repair.</param>
/// <param name="StripesLost">Stripes with too few fragments left to be read.</param>
public sealed record PoolInfo(
    string Name,
    string State,
    long CapacityBytes,
    long UsedBytes,
    long FreeBytes,
    int Zones,
    int Nodes,
    IReadOnlyDictionary<string, int> DevicesByState,
    int FullDevices,
    IReadOnlyList<ProfileInfo> Profiles,
    int PlacesToMove,
    int PlacesToFill,
    int StripesToRepair,
    int StripesLost);
