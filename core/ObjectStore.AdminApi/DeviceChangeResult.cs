namespace ObjectStore.AdminApi;

/// <summary>A change of devices that has happened, or has begun.</summary>
/// <param name="Change"><c>drain</c>, <c>undrain</c> or <c>remove</c>.</param>
/// <param name="Devices">Ids of the devices that it is about.</param>
/// <param name="Detail">One sentence for people.</param>
public sealed record DeviceChangeResult(string Change, IReadOnlyList<string> Devices, string Detail);
