using ObjectStore.Extents;
using ObjectStore.Rpc.Fragments;

namespace ObjectStore.Node.Devices;

/// <summary>One directory that should be a device, and what became of it.</summary>
/// <param name="Path">The directory.</param>
/// <param name="Device">The device, or null while it is being opened and when it could not be.</param>
/// <param name="Problem">Why it is not open; empty when it is.</param>
internal sealed record DeviceSlot(string Path, ExtentDevice? Device, string Problem)
{
    /// <summary>What the node says of it.</summary>
    public NodeDevice Describe() => new(Device?.Id, Device?.Superblock.Pool ?? "", Path, Device?.Status, Problem);
}
