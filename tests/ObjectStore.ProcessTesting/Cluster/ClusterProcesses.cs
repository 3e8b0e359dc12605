using System.Globalization;

namespace ObjectStore.ProcessTesting.Cluster;

/// <summary>A cluster of real processes on free ports of this machine: PostgreSQL, nodes in zones, a curator and gateways, with certificates.</summary>
/// <remarks>Not thread-safe, but its processes may be handled at the same time, each by one. Whoever starts it disposes it, which kills them and leaves the directory.</remarks>
public sealed class ClusterProcesses : IAsyncDisposable
{
    private readonly string _identity = Guid.NewGuid().ToString("D");
    private readonly List<ClusterNode> _nodes = [];
    private readonly List<ServerProcess> _gateways = [];
    private ClusterCertificates _certificates = null!;

    private ClusterProcesses(ClusterSettings settings) => Settings = settings;

    /// <summary>What it was started with.</summary>
    public ClusterSettings Settings { get; }

    /// <summary>The server that holds index and catalog.</summary>
    public ClusterPostgres Postgres { get; private set; } = null!;

    /// <summary>The nodes.</summary>
    public IReadOnlyList<ClusterNode> Nodes => _nodes;

    /// <summary>The curator.</summary>
    public ServerProcess Curator { get; private set; } = null!;

    /// <summary>The gateways.</summary>
    public IReadOnlyList<ServerProcess> Gateways => _gateways;

    /// <summary>Where the gateways serve S3, in the order of <see cref="Gateways"/>.</summary>
    public IReadOnlyList<Uri> Endpoints { get; private set; } = [];

    /// <summary>All processes but PostgreSQL's.</summary>
    public IEnumerable<ServerProcess> Processes => [.. _nodes.Select(static node => node.Process), Curator, .. _gateways];

    /// <summary>Starts everything and waits until the gateways are ready.</summary>
    /// <exception cref="InvalidOperationException">A process ended, or was not ready in time; the message has its output.</exception>
    public static async Task<ClusterProcesses> StartAsync(ClusterSettings settings, CancellationToken cancellationToken)
    {
        var cluster = new ClusterProcesses(settings);
        try
        {
            await cluster.PrepareAsync(cancellationToken);
            foreach (var process in cluster.Processes) process.Launch();
            foreach (var process in cluster.Processes) await process.WaitReadyAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Nodes of a zone.</summary>
    public IReadOnlyList<ClusterNode> NodesOf(string zone) => [.. _nodes.Where(node => node.Zone == zone)];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways) await gateway.DisposeAsync();
        if (Curator is not null) await Curator.DisposeAsync();
        foreach (var node in _nodes) await node.DisposeAsync();
        if (Postgres is not null) await Postgres.DisposeAsync();
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var certificates = ClusterCertificates.CreateAsync(InDirectory("tls"), cancellationToken);
        Postgres = await ClusterPostgres.StartAsync(Settings.PostgresSettings, Settings.HasStandby);
        await File.WriteAllTextAsync(InDirectory("index.connection"), Postgres.ConnectionString, cancellationToken);
        _certificates = await certificates;
        var ports = new Queue<int>(FreePort.Find(Settings.Zones.Count * 3 + Settings.GatewayCount * 2 + 1));
        for (var number = 1; number <= Settings.Zones.Count; number++) _nodes.Add(CreateNode(number, ports));
        await File.WriteAllLinesAsync(InDirectory("nodes"), _nodes.Select(static node => node.Address.ToString()), cancellationToken);
        Curator = CreateCurator(ports);
        Endpoints = [.. Enumerable.Range(1, Settings.GatewayCount).Select(number => CreateGateway(number, ports))];
    }

    private ClusterNode CreateNode(int number, Queue<int> ports)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"node-{number}");
        var (port, payloadPort, adminPort) = (ports.Dequeue(), ports.Dequeue(), ports.Dequeue());
        var zone = Settings.Zones[number - 1];
        var proxy = Settings.HasProxies ? new TcpProxy(port) : null;
        string[] devices = [.. Enumerable.Range(0, Settings.DevicesPerNode).Select(index => InDirectory(name, string.Create(CultureInfo.InvariantCulture, $"device-{index}")))];
        var process = new ServerProcess(new ServerProgram
        {
            Name = name,
            Executable = ClusterPrograms.Node,
            AdminAddress = Http(adminPort),
            Arguments =
            [
                "--Node:Name", name, "--Node:Zone", zone, "--Node:Cluster", _identity, "--Node:Endpoint", Host(port), "--Node:AdminEndpoint", Host(adminPort),
                // A client takes the payload's port from the node, so it would go past the proxy.
                "--Node:PayloadEndpoint", proxy is null ? Host(payloadPort) : "",
                .. devices.SelectMany(static (path, index) => new[] { string.Create(CultureInfo.InvariantCulture, $"--Node:Devices:{index}"), path }),
                .. TlsArguments("node"), .. Settings.NodeArguments,
            ],
        });
        return new ClusterNode(process, zone, devices, proxy, new Uri($"{(Settings.IsPlainText ? "http" : "https")}://{Host(proxy?.Port ?? port)}"));
    }

    private ServerProcess CreateCurator(Queue<int> ports)
    {
        var adminPort = ports.Dequeue();
        return new ServerProcess(new ServerProgram
        {
            Name = "curator",
            Executable = ClusterPrograms.Curator,
            AdminAddress = Http(adminPort),
            ReadyPath = "/healthz",
            Environment = Credentials(),
            Arguments =
            [
                .. ClusterArguments(), "--Nodes:File", InDirectory("nodes"), "--Admin:Endpoint", Host(adminPort),
                .. TlsArguments("curator"), .. Settings.CuratorArguments,
            ],
        });
    }

    private Uri CreateGateway(int number, Queue<int> ports)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"gateway-{number}");
        var (port, adminPort) = (ports.Dequeue(), ports.Dequeue());
        _gateways.Add(new ServerProcess(new ServerProgram
        {
            Name = name,
            Executable = ClusterPrograms.Gateway,
            AdminAddress = Http(adminPort),
            Environment = Credentials(),
            Arguments =
            [
                .. ClusterArguments(), "--Gateway:Name", name, "--Gateway:Endpoint", Host(port), "--Admin:Endpoint", Host(adminPort),
                .. TlsArguments("gateway"), .. Settings.GatewayArguments,
            ],
        }));
        return Http(port);
    }

    private string[] ClusterArguments() =>
        ["--Cluster:Id", _identity, "--Index:Databases:0:Name", "main", "--Index:Databases:0:ConnectionStringFile", InDirectory("index.connection")];

    private Dictionary<string, string> Credentials() =>
        new() { ["OBJECTSTORE_ACCESS_KEY"] = Settings.AccessKey, ["OBJECTSTORE_SECRET_KEY"] = Settings.SecretKey };

    private string[] TlsArguments(string role) => Settings.IsPlainText ? ["--Tls:UnsafePlainText", "true"] : _certificates.Arguments(role);

    private string InDirectory(params string[] parts) => Path.Combine([Settings.Directory, .. parts]);

    private static string Host(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private static Uri Http(int port) => new($"http://{Host(port)}");
}
