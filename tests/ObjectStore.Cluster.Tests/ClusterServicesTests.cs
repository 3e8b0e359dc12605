using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ObjectStore.Cluster.Nodes;
using ObjectStore.Core.Fragments;

namespace ObjectStore.Cluster.Tests;

public sealed class ClusterServicesTests
{
    /// <summary>Goal: a process that has asked a node for its devices ends in order. Method: the devices are had under both their types, each of which the container disposes.</summary>
    [Fact]
    public async Task AddObjectStoreCluster_NodesWereAsked_AllIsDisposed()
    {
        var settings = new Dictionary<string, string?> { ["Cluster:Id"] = "0b54eb19-7a1a-4c8f-9a4c-2f0c4d6a7e10", ["Tls:UnsafePlainText"] = "true" };
        var services = new ServiceCollection().AddLogging().AddObjectStoreCluster(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        var provider = services.BuildServiceProvider();
        var nodes = provider.GetRequiredService<ClusterNodes>();
        Assert.Same(nodes, provider.GetRequiredService<IFragmentDevices>());
        Assert.False(await nodes.RefreshAsync([new Uri("http://127.0.0.1:1")], TestContext.Current.CancellationToken));

        var failure = await Record.ExceptionAsync(() => provider.DisposeAsync().AsTask());

        Assert.Null(failure);
    }
}
