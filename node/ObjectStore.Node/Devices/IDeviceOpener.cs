namespace ObjectStore.Node.Devices;

/// <summary>Brings a directory to a device that can be served.</summary>
internal interface IDeviceOpener
{
    /// <summary>Opens the device in a directory, and makes it before where there is none. It takes as long as the disk does.</summary>
    /// <returns>The device, which is the caller's, or why there is none.</returns>
    Task<DeviceSlot> OpenAsync(string path);
}
