using System.Globalization;
using ObjectStore.ProcessTesting.Cluster;

namespace ObjectStore.Faults.Tests.Injection;

/// <summary>The faults of processes, networks and the database; <see cref="DeviceFaults"/> has those of disks.</summary>
internal sealed class FaultCatalog(FaultCluster cluster)
{
    private static readonly TimeSpan LongDelay = TimeSpan.FromSeconds(2);

    private ClusterProcesses Processes => cluster.Processes;

    /// <summary>All of them.</summary>
    public IReadOnlyList<Fault> All()
    {
        var devices = new DeviceFaults(cluster);
        return
        [
            new("node killed", 4, (random, token) => KillAsync([Node(random)], token)),
            new("two nodes of different zones killed", 1, (random, token) => KillAsync(NodesOfTwoZones(random), token)),
            new("zone killed", 3, (random, token) => KillAsync(Processes.NodesOf(Zone(random)), token)),
            new("node paused", 3, (random, token) => PauseAsync([Node(random)])),
            new("zone paused", 2, (random, token) => PauseAsync(Processes.NodesOf(Zone(random)))),
            new("node cut off", 2, (random, token) => DisturbAsync([Node(random)], TcpProxyFault.Cut)),
            new("node silent", 2, (random, token) => DisturbAsync([Node(random)], TcpProxyFault.Silent)),
            new("zone cut off", 1, (random, token) => DisturbAsync(Processes.NodesOf(Zone(random)), TcpProxyFault.Cut)),
            new("zone silent", 1, (random, token) => DisturbAsync(Processes.NodesOf(Zone(random)), TcpProxyFault.Silent)),
            new("node 2 s late", 2, (random, token) => DisturbAsync([Node(random)], TcpProxyFault.Delayed(LongDelay))),
            new("network late", 1, (random, token) => DisturbAsync(Processes.Nodes, TcpProxyFault.Delayed(TimeSpan.FromMilliseconds(random.Next(20, 200))))),
            new("gateway killed", 3, (random, token) => KillGatewayAsync(random.Next(Processes.Gateways.Count))),
            new("curator killed", 3, (random, token) => KillCuratorAsync()),
            new("database killed", 2, (random, token) => KillDatabaseAsync()),
            new("database fails over", 2, (random, token) => FailOverAsync()),
            new("database connection killed", 1, (random, token) => KillBackendAsync()),
            .. devices.All(),
        ];
    }

    private ClusterNode Node(Random random) => Processes.Nodes[random.Next(Processes.Nodes.Count)];

    private string Zone(Random random) => cluster.Zones[random.Next(cluster.Zones.Count)];

    private ClusterNode[] NodesOfTwoZones(Random random)
    {
        var zones = cluster.Zones.OrderBy(_ => random.Next()).Take(2);
        return [.. zones.Select(zone => Processes.NodesOf(zone)).Select(nodes => nodes[random.Next(nodes.Count)])];
    }

    private static async Task<InjectedFault> KillAsync(IReadOnlyList<ClusterNode> nodes, CancellationToken cancellationToken)
    {
        await Task.WhenAll(nodes.Select(static node => node.Process.KillAsync())).WaitAsync(cancellationToken);
        return new InjectedFault(NamesOf(nodes), token => Task.WhenAll(nodes.Select(node => node.Process.StartAsync(token))));
    }

    private static Task<InjectedFault> PauseAsync(IReadOnlyList<ClusterNode> nodes)
    {
        foreach (var node in nodes) node.Process.Pause();
        return Injected(NamesOf(nodes), () =>
        {
            foreach (var node in nodes) node.Process.Resume();
        });
    }

    private static Task<InjectedFault> DisturbAsync(IReadOnlyList<ClusterNode> nodes, TcpProxyFault fault)
    {
        foreach (var node in nodes) node.Proxy!.Fault = fault;
        return Injected(NamesOf(nodes), () =>
        {
            foreach (var node in nodes) node.Proxy!.Fault = TcpProxyFault.None;
        });
    }

    private async Task<InjectedFault> KillGatewayAsync(int gateway)
    {
        cluster.Errors.GatewayIsDown(gateway);
        await Processes.Gateways[gateway].KillAsync();
        return new InjectedFault(Processes.Gateways[gateway].Name, async token =>
        {
            await Processes.Gateways[gateway].StartAsync(token);
            cluster.Errors.GatewayIsUp(gateway);
        });
    }

    private async Task<InjectedFault> KillCuratorAsync()
    {
        await Processes.Curator.KillAsync();
        return new InjectedFault(Processes.Curator.Name, Processes.Curator.StartAsync);
    }

    private async Task<InjectedFault> KillDatabaseAsync()
    {
        await Processes.Postgres.CrashAsync();
        return new InjectedFault("postgres", _ => Processes.Postgres.StartAgainAsync());
    }

    private async Task<InjectedFault> FailOverAsync()
    {
        await Processes.Postgres.FailOverAsync();
        return new InjectedFault("postgres", _ => Processes.Postgres.AddStandbyAsync());
    }

    private async Task<InjectedFault> KillBackendAsync()
    {
        await Processes.Postgres.KillBackendAsync();
        return await Injected("postgres", static () => { });
    }

    private static Task<InjectedFault> Injected(string where, Action heal) => Task.FromResult(new InjectedFault(where, _ =>
    {
        heal();
        return Task.CompletedTask;
    }));

    private static string NamesOf(IReadOnlyList<ClusterNode> nodes) =>
        nodes.Count > 2 ? string.Create(CultureInfo.InvariantCulture, $"{nodes.Count} nodes") : string.Join(", ", nodes.Select(static node => $"{node.Name} (zone {node.Zone})"));
}
