using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Placement;
using Xunit;

namespace ObjectStore.Curator.Tests.Topology;

public sealed class TopologyJobTests
{
    [Fact]
    public async Task Run_NothingChanged_StoresNoMap()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        var before = await cluster.Catalog.GetClusterMapAsync(TestContext.Current.CancellationToken);

        for (var round = 0; round < 5; round++) await RoundAsync(cluster);

        Assert.Equal(before.Epoch, (await cluster.Catalog.GetClusterMapAsync(TestContext.Current.CancellationToken)).Epoch);
    }

    [Fact]
    public async Task Run_DeviceHangsAndComesBack_IsStoredBothTimes()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        var device = cluster.Map.Devices[0].Id;
        await RoundAsync(cluster);
        cluster.Devices[device].IsUnreachable = true;

        for (var round = 0; round < 5; round++) await RoundAsync(cluster);
        var during = await cluster.Catalog.GetClusterMapAsync(TestContext.Current.CancellationToken);
        cluster.Devices[device].IsUnreachable = false;
        await RoundAsync(cluster);
        var after = await cluster.Catalog.GetClusterMapAsync(TestContext.Current.CancellationToken);

        Assert.Equal(DeviceState.Suspect, during.FindDevice(device)!.State);
        Assert.Contains(during.Groups, group => group.StandsInFor == TestCluster.FourPlusTwo);
        Assert.Equal(DeviceState.Active, after.FindDevice(device)!.State);
        Assert.Equal(6, cluster.Metric("objectstore.curator.topology.devices", "active"));
    }

    private static async Task RoundAsync(TestCluster cluster)
    {
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        await cluster.RunAsync(JobNames.Topology);
    }
}
