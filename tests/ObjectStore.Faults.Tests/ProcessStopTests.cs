using ObjectStore.ProcessTesting;
using ObjectStore.ProcessTesting.Cluster;
using ObjectStore.Testing;

namespace ObjectStore.Faults.Tests;

public sealed class ProcessStopTests
{
    /// <summary>Goal: what ends in order says so, gateways and curator with nodes that they have asked among them. Method: a cluster that serves is stopped, process by process.</summary>
    [Fact]
    public async Task Stop_OfEachProcessOfACluster_ExitsWith0()
    {
        using var directory = new TemporaryDirectory("stop");
        var settings = new ClusterSettings { Directory = directory.Path, Zones = ["a", "b", "c"], GatewayCount = 1, IsPlainText = true };
        await using var cluster = await ClusterProcesses.StartAsync(settings, TestContext.Current.CancellationToken);

        foreach (var process in cluster.Processes.Reverse())
        {
            var exitCode = await process.StopAsync(Wait.Limit);
            Assert.True(exitCode == 0, $"{process.Name} ended with {exitCode}. It wrote:\n{process.Output}");
        }
    }
}
