namespace ObjectStore.AdminApi;

/// <summary>Asks for something to be done to devices, all or none.</summary>
/// <param name="Devices">Their ids, or beginnings of ids that name one device each.</param>
public sealed record DeviceRequest(IReadOnlyList<string> Devices);
