using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Testing;

namespace ObjectStore.Extents.Tests;

/// <summary>A device in a directory of its own under the system's temporary directory, removed on disposal.</summary>
internal sealed class RealDevice : IDisposable
{
    private readonly TestMeterFactory _meters = new();

    private RealDevice(string path) => Path = path;

    public string Path { get; }

    public ExtentsOptions Options { get; init; } = new() { ExtentBytes = 16 << 20, CapacityBytes = 256 << 20, RunsMaintenance = false };

    public static async Task<RealDevice> CreateAsync()
    {
        var path = Directory.CreateTempSubdirectory("objectstore-extents-").FullName;
        await ExtentDevice.CreateAsync(path, Guid.NewGuid(), "default", TimeProvider.System);
        return new RealDevice(path);
    }

    public Task<ExtentDevice> OpenAsync() => ExtentDevice.OpenAsync(Path, Options, new ExtentsMetrics(_meters), TimeProvider.System, NullLogger.Instance);

    public void Dispose()
    {
        _meters.Dispose();
        Directory.Delete(Path, recursive: true);
    }
}
