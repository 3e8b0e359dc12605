namespace ObjectStore.AdminApi;

/// <summary>A device.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Node">Its node.</param>
/// <param name="Zone">Its zone.</param>
/// <param name="Pool">Its storage pool, if known.</param>
/// <param name="State"><c>active</c>, <c>suspect</c>, <c>down</c>, <c>out</c>, <c>draining</c> or <c>drained</c>.</param>
/// <param name="Since">Since when it is in that state, if known.</param>
/// <param name="IsLeaving">Whether it is to be emptied, also while it does not answer.</param>
/// <param name="CapacityBytes">Bytes that it may use in all.</param>
/// <param name="UsedBytes">Bytes of its fragments, when it last answered.</param>
/// <param name="FreeBytes">Bytes that new fragments may take, when it last answered.</param>
/// <param name="Fragments">Fragments on it, when it last answered.</param>
/// <param name="IsWritable">Whether it takes writes; a full device does not.</param>
/// <param name="Problem">What is wrong with it, or null.</param>
/// <param name="Places">Positions of placement groups that it holds.</param>
/// <param name="PlacesToClear">Positions that it held before and of which fragments may still lie on it.</param>
public sealed record DeviceInfo(
    string Id,
    string Node,
    string Zone,
    string? Pool,
    string State,
    DateTimeOffset? Since,
    bool IsLeaving,
    long CapacityBytes,
    long? UsedBytes,
    long? FreeBytes,
    long? Fragments,
    bool? IsWritable,
    string? Problem,
    int Places,
    int PlacesToClear);
