using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ObjectStore.Extents;
using ObjectStore.Node.Devices;
using ObjectStore.ProcessTesting;
using ObjectStore.Testing;

namespace ObjectStore.Node.Tests.Devices;

/// <summary>The devices of a node in folders of its own, of which the one named <see cref="Stuck"/> comes to be open only when a test has it so.</summary>
internal sealed class StuckDevices : IDeviceOpener, IAsyncDisposable
{
    private const string Stuck = "stuck";

    private readonly TemporaryDirectory _directory = new("devices");
    private readonly TestMeterFactory _meters = new();
    private readonly DeviceOpener _opener;
    private readonly TaskCompletionSource<DeviceSlot> _opening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StuckDevices()
    {
        Add(Stuck);
        Settings = Options.Create(new NodeOptions { Name = "node-a1", Zone = "a", Cluster = NodeProcess.Cluster, DevicesDirectory = _directory.Path });
        var identity = new NodeIdentity(Settings);
        var extents = Options.Create(new ExtentsOptions { ExtentBytes = 16 << 20, CapacityBytes = 256 << 20 });
        _opener = new DeviceOpener(identity, Settings, extents, new ExtentsMetrics(_meters), TimeProvider.System, NullLoggerFactory.Instance);
        Devices = new NodeDevices(identity, Settings, this, NullLogger<NodeDevices>.Instance);
    }

    public IOptions<NodeOptions> Settings { get; }

    public NodeDevices Devices { get; }

    /// <summary>Makes a folder.</summary>
    public void Add(string name) => Directory.CreateDirectory(_directory.Combine(name));

    /// <summary>Has the opening of <see cref="Stuck"/> end at last.</summary>
    public void Fail(Exception exception) => _opening.SetException(exception);

    /// <summary>Makes a device in a folder that is there.</summary>
    public Task MakeAsync(string name) => ExtentDevice.CreateAsync(_directory.Combine(name), Guid.Parse(NodeProcess.Cluster), "default", TimeProvider.System);

    public Task<DeviceSlot> OpenAsync(string path) => Path.GetFileName(path) == Stuck ? _opening.Task : _opener.OpenAsync(path);

    public async ValueTask DisposeAsync()
    {
        await Devices.DisposeAsync();
        _meters.Dispose();
        _directory.Dispose();
    }
}
