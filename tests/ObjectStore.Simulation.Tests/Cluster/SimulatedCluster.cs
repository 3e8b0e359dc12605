using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents;
using ObjectStore.Index;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Simulation.Tests.Bugs;
using ObjectStore.Simulation.Tests.Kernel;
using ObjectStore.Simulation.Tests.Network;

namespace ObjectStore.Simulation.Tests.Cluster;

/// <summary>A whole store: nodes, gateways, the curator and the database of the index, each a process of its own on one network.</summary>
internal sealed class SimulatedCluster : IDisposable
{
    public const string DatabaseName = "database";

    private readonly Dictionary<DeviceId, SimulatedNode> _devices = [];
    private readonly List<ServiceProvider> _services = [];
    private readonly ErrorLog _errors;
    private int _devicesMade;
    private int _processesMade;

    public SimulatedCluster(SimulatedWorld world, ClusterShape shape, PlantedBugs bugs)
    {
        (World, Shape, Bugs) = (world, shape, bugs);
        Network = new SimulatedNetwork(world);
        _errors = new ErrorLog(world.Trace);
        Database = new SimulatedProcess(world, DatabaseName, TimeSpan.Zero);
        ExtentsOptions = new ExtentsOptions
        {
            ExtentBytes = 64 << 10,
            CapacityBytes = shape.DiskBytes,
            ZeroAheadBytes = 4 << 10,
            RunsMaintenance = false,
            Scheduler = world.Scheduler,
        };
        Configuration = new ConfigurationBuilder().AddInMemoryCollection(SettingsOf(shape, bugs)).Build();
        for (var zone = 0; zone < ClusterShape.Zones; zone++)
        {
            for (var node = 0; node < shape.NodesPerZone; node++)
            {
                var letter = (char)('a' + zone);
                Nodes.Add(new SimulatedNode(this, $"node-{letter}{node}", new ZoneName(letter.ToString())));
            }
        }
    }

    public SimulatedWorld World { get; }

    public ClusterShape Shape { get; }

    public PlantedBugs Bugs { get; }

    public SimulatedNetwork Network { get; }

    public ExtentsOptions ExtentsOptions { get; }

    /// <summary>Settings of all processes.</summary>
    public IConfiguration Configuration { get; }

    public List<SimulatedNode> Nodes { get; } = [];

    public List<SimulatedGateway> Gateways { get; } = [];

    public SimulatedCurator? Curator { get; private set; }

    /// <summary>The process of the database; null while it is down. What it has committed stays.</summary>
    public SimulatedProcess? Database { get; private set; }

    /// <summary>What the database holds.</summary>
    public InMemoryOrderedStore Rows { get; } = new();

    /// <summary>What should not have been: answers and log lines that no fault excuses.</summary>
    public List<string> Violations { get; } = [];

    public IReadOnlyList<string> Errors => _errors.Lines;

    public int NextDeviceNumber() => ++_devicesMade;

    public TimeSpan DrawClockError() => Shape.ClockErrorMax * ((World.Random.NextDouble() * 2) - 1);

    /// <summary>The node that has the device, or had it last.</summary>
    public SimulatedNode? NodeOf(DeviceId id) => _devices.GetValueOrDefault(id);

    /// <summary>A short name of a device for the trace.</summary>
    public static string NameOf(DeviceId id) => $"d{id.Value.ToString("N")[..8].TrimStart('0')}";

    /// <summary>Puts an empty disk into a node.</summary>
    public async Task AddDiskAsync(SimulatedNode node, PoolName pool)
    {
        var disk = node.AddDisk(pool);
        _devices[disk.Id] = node;
        await node.OpenAsync(disk);
    }

    /// <summary>Starts everything and waits until the curator has formed placement groups and the gateways know them.</summary>
    public async Task StartAsync()
    {
        foreach (var node in Nodes)
        {
            for (var disk = 0; disk < Shape.DisksPerNode; disk++) await AddDiskAsync(node, Shape.PoolOf(disk));
            await node.StartAsync();
        }

        StartCurator();
        await Curator!.RunAsync(ObjectStore.Curator.Jobs.JobNames.Topology);
        for (var gateway = 0; gateway < Shape.Gateways; gateway++) await StartGatewayAsync();
    }

    public async Task<SimulatedGateway> StartGatewayAsync()
    {
        var gateway = new SimulatedGateway(this, $"gateway-{++_processesMade}");
        await gateway.StartAsync();
        Gateways.Add(gateway);
        return gateway;
    }

    public void KillGateway(SimulatedGateway gateway)
    {
        gateway.Process.Kill();
        Gateways.Remove(gateway);
    }

    public void StartCurator() => Curator = new SimulatedCurator(this, $"curator-{++_processesMade}");

    public void KillCurator()
    {
        Curator?.Process.Kill();
        Curator = null;
    }

    public void KillDatabase()
    {
        Database?.Kill();
        Database = null;
    }

    public void StartDatabase() => Database ??= new SimulatedProcess(World, DatabaseName, TimeSpan.Zero);

    /// <summary>The services that every process has; it adds its own.</summary>
    public IServiceCollection ServicesOf(SimulatedProcess process) => new ServiceCollection()
        .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddProvider(_errors.Of(process.Name)))
        .AddSingleton(process.Clock)
        .AddSingleton(Configuration)
        .AddObjectStoreIndex(_ => IndexDatabases.Of(Bugs.OnIndex(new RemoteStore(this, process, Rows))));

    /// <summary>The index past the network: for what a person sets, and for checks.</summary>
    public KeymapRouter DirectRouter() => new(IndexDatabases.Of(Rows), World.Clock);

    /// <summary>Builds a process's services; they are disposed with the cluster.</summary>
    public ServiceProvider Build(IServiceCollection services)
    {
        var provider = services.BuildServiceProvider();
        _services.Add(provider);
        return provider;
    }

    public void Dispose()
    {
        foreach (var gateway in Gateways) gateway.Process.Kill();
        Curator?.Process.Kill();
        foreach (var provider in _services) provider.Dispose();
    }

    /// <summary>Closes all devices, which give their memory back.</summary>
    public async Task CloseAsync()
    {
        foreach (var node in Nodes) await node.KillAsync(Testing.Devices.CrashLoss.Nothing);
    }

    /// <summary>Days of lifecycle rules are as short as a run.</summary>
    private static Dictionary<string, string?> SettingsOf(ClusterShape shape, PlantedBugs bugs)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Encryption:MasterKeyFile"] = Path.Combine(AppContext.BaseDirectory, "master-key"),
            ["Lifecycle:DayLength"] = "00:00:10",
            ["Lifecycle:TransitionBytesMin"] = "0",
        };
        if (shape.HasColdPool) settings[$"StorageClasses:{ClusterShape.ColdClass}:Pool"] = bugs.ColdPool.Value;
        return settings;
    }
}
