using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Format;
using ObjectStore.Testing;
using ObjectStore.Testing.Devices;

namespace ObjectStore.Extents.Tests;

/// <summary>Opens devices over simulated disks, with small extents and nothing running in the background.</summary>
internal static class SimulatedExtentDevice
{
    public static readonly ExtentsOptions Options = new()
    {
        ExtentBytes = 256 << 10,
        CapacityBytes = 4 << 20,
        ZeroAheadBytes = 16 << 10,
        ReadThreads = 1,
        RunsMaintenance = false,
    };

    public static SimulatedDevice NewDisk(int seed = 1)
    {
        var disk = new SimulatedDevice(seed);
        ExtentDevice.Create(disk, new Superblock(new DeviceId(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)), Guid.Empty, "default", DateTimeOffset.UnixEpoch));
        return disk;
    }

    public static Task<ExtentDevice> OpenAsync(IDeviceDirectory disk, ExtentsOptions? options = null) =>
        ExtentDevice.OpenAsync(disk, options ?? Options, new ExtentsMetrics(new TestMeterFactory()), TimeProvider.System, NullLogger.Instance);

    /// <summary>The state after a crash, opened again.</summary>
    public static async Task<(SimulatedDevice Disk, ExtentDevice Device)> CrashAsync(SimulatedDevice disk, ExtentDevice device, CrashLoss loss)
    {
        disk.Crash();
        await device.DisposeAsync();
        var rebooted = disk.Reboot(loss);
        return (rebooted, await OpenAsync(rebooted));
    }
}
