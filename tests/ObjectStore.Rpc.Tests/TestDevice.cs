using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Extents;
using ObjectStore.Testing;

namespace ObjectStore.Rpc.Tests;

/// <summary>A real device in a directory of its own, removed on disposal.</summary>
internal sealed class TestDevice : IAsyncDisposable
{
    private readonly TestMeterFactory _meters = new();

    private TestDevice(string path) => Path = path;

    public string Path { get; }

    public ExtentDevice Device { get; private set; } = null!;

    public static async Task<TestDevice> OpenAsync()
    {
        var device = new TestDevice(Directory.CreateTempSubdirectory("objectstore-rpc-").FullName);
        await ExtentDevice.CreateAsync(device.Path, ServedNode.Cluster, "default", TimeProvider.System);
        var options = new ExtentsOptions { ExtentBytes = 16 << 20, CapacityBytes = 256 << 20 };
        device.Device = await ExtentDevice.OpenAsync(device.Path, options, new ExtentsMetrics(device._meters), TimeProvider.System, NullLogger.Instance);
        return device;
    }

    public async ValueTask DisposeAsync()
    {
        await Device.DisposeAsync();
        _meters.Dispose();
        Directory.Delete(Path, recursive: true);
    }
}
