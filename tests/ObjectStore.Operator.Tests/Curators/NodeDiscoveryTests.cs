using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ObjectStore.Cluster;
using ObjectStore.Cluster.Nodes;
using ObjectStore.CuratorHost;
using ObjectStore.Index.Catalog;
using ObjectStore.Rpc.Client;
using ObjectStore.Testing;

namespace ObjectStore.Operator.Tests.Curators;

public sealed class NodeDiscoveryTests : IDisposable
{
    private readonly Catalog _catalog = TestCatalog.Make();
    private readonly ManualTimeProvider _time = new();
    private readonly Listed _list = new();
    private readonly ClusterNodes _nodes = new(
        new ClusterIdentity(Options.Create(new ClusterOptions { Id = Samples.Cluster.ToString() })), new RpcChannelOptions(), certificates: null, TimeProvider.System, NullLogger<ClusterNodes>.Instance);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _nodes.Dispose();

    [Fact]
    public async Task DiscoverAsync_ListChanges_GatewaysAreToldAtOnce()
    {
        var discovery = new NodeDiscovery(_list, _nodes, _catalog, _time);
        await discovery.DiscoverAsync(Cancel);
        Assert.Equal(_list.Addresses, await NodeAddresses.ReadAsync(_catalog, Cancel));

        _list.Addresses = [.. _list.Addresses, new Uri("http://127.0.0.1:2")];
        await discovery.DiscoverAsync(Cancel);

        Assert.Equal(_list.Addresses, await NodeAddresses.ReadAsync(_catalog, Cancel));
    }

    /// <summary>Goal: a list that another curator stored while it led does not stay. Method: one is stored behind its back, and seen only when it looks again.</summary>
    [Fact]
    public async Task DiscoverAsync_AnotherHasToldOtherwise_IsPutRightWithinTheLookPeriod()
    {
        Uri[] others = [new("http://127.0.0.1:3")];
        var discovery = new NodeDiscovery(_list, _nodes, _catalog, _time);
        await discovery.DiscoverAsync(Cancel);
        await NodeAddresses.StoreAsync(_catalog, others, Cancel);

        await discovery.DiscoverAsync(Cancel);
        Assert.Equal(others, await NodeAddresses.ReadAsync(_catalog, Cancel));
        _time.Advance(TimeSpan.FromSeconds(10));
        await discovery.DiscoverAsync(Cancel);

        Assert.Equal(_list.Addresses, await NodeAddresses.ReadAsync(_catalog, Cancel));
    }

    private sealed class Listed : INodeList
    {
        public IReadOnlyList<Uri> Addresses { get; set; } = [new Uri("http://127.0.0.1:1")];

        public IReadOnlyList<Uri> Read() => Addresses;
    }
}
