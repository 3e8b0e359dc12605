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

    /// <summary>A device that was silent when the lease came back, long after it was heard last, may have answered to the other leader until a moment ago.</summary>
    [Fact]
    public async Task Run_LeadsAgainAfterALongTime_SilenceCountsFromThen()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        var device = cluster.Map.Devices[0].Id;
        await RoundAsync(cluster);
        cluster.Time.Advance(TimeSpan.FromHours(1));
        cluster.Devices[device].IsUnreachable = true;

        await BeginTermAsync(cluster);
        for (var round = 0; round < 2; round++) await RoundAsync(cluster);
        var during = await cluster.Catalog.GetClusterMapAsync(TestContext.Current.CancellationToken);
        for (var round = 0; round < 5; round++) await RoundAsync(cluster);
        var after = await cluster.Catalog.GetClusterMapAsync(TestContext.Current.CancellationToken);

        Assert.Equal(DeviceState.Active, during.FindDevice(device)!.State);
        Assert.Equal(DeviceState.Suspect, after.FindDevice(device)!.State);
    }

    /// <summary>The service begins, looks at the devices once, because the time stands still, and ends.</summary>
    private static async Task BeginTermAsync(TestCluster cluster)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        await cluster.Curator.StartAsync(limit.Token);
        while (cluster.Curator.Status.Jobs.Single(static job => job.Name == JobNames.Topology).LastSuccess != cluster.Time.GetUtcNow()) await Task.Delay(5, limit.Token);
        await cluster.Curator.StopAsync(limit.Token);
    }

    private static async Task RoundAsync(TestCluster cluster)
    {
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        await cluster.RunAsync(JobNames.Topology);
    }
}
