using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Reports;
using ObjectStore.Curator.Tests.Fakes;
using Xunit;

namespace ObjectStore.Curator.Tests.Reports;

public sealed class CuratorReportsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reports_NothingStored_AreEmpty()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        var reports = new CuratorReports(cluster.Catalog);

        Assert.Null(await reports.ReadAsync(Cancel));
        Assert.Empty(await reports.ReadDevicesAsync(Cancel));
        Assert.Null(await reports.ReadWalkAsync(JobNames.Scrub, Cancel));
    }

    [Fact]
    public async Task Devices_OneFallsSilent_KeepsItsLastFigures()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        var reports = new CuratorReports(cluster.Catalog);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 3);
        var silent = cluster.Devices.All.First(device => device.Ids.Count > 0);
        await RunTopologyAsync(cluster);
        var before = (await reports.ReadDevicesAsync(Cancel))[silent.Id];

        silent.IsUnreachable = true;
        cluster.RestartCurator();
        await RunTopologyAsync(cluster);
        var early = (await reports.ReadDevicesAsync(Cancel))[silent.Id];
        await RunTopologyAsync(cluster);

        var after = (await reports.ReadDevicesAsync(Cancel))[silent.Id];
        Assert.Equal((true, true, 3L), (before.IsAnswering, before.IsWritable, before.FragmentCount));
        Assert.Equal(before, early);
        Assert.Equal(before with { IsAnswering = false, IsWritable = false }, after);
        Assert.Equal(6, (await reports.ReadDevicesAsync(Cancel)).Count);
    }

    [Fact]
    public async Task Jobs_CuratorIsReplaced_TheNextGoesOnFromTheLastSuccess()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.RunAsync(JobNames.Scrub);
        await cluster.RunAsync(JobNames.Report);
        var stored = await new CuratorReports(cluster.Catalog).ReadAsync(Cancel);

        cluster.RestartCurator();
        await cluster.RunAsync(JobNames.Report);

        var success = Job(stored!, JobNames.Scrub).LastSuccess;
        Assert.NotNull(success);
        Assert.Equal(success, cluster.Curator.Status.Jobs.Single(job => job.Name == JobNames.Scrub).LastSuccess);
        Assert.Equal(success, Job((await new CuratorReports(cluster.Catalog).ReadAsync(Cancel))!, JobNames.Scrub).LastSuccess);
        Assert.Equal(JobNames.All.Count - 1, stored!.Jobs.Count);
    }

    [Fact]
    public async Task Repair_StripesLackFragments_NamesTheMostEndangeredFirst()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.RunAsync(JobNames.Topology);
        await cluster.PutAsync("wide", TestCluster.FourPlusTwo, 2);
        var stripes = cluster.LiveStripes.ToArray();
        cluster.Damage.Report(stripes[0].FragmentId(0), stripes[0].Group);
        cluster.Damage.Report(stripes[1].FragmentId(0), stripes[1].Group);
        cluster.Damage.Report(stripes[1].FragmentId(1), stripes[1].Group);

        await cluster.RunAsync(JobNames.Report);

        var repair = (await new CuratorReports(cluster.Catalog).ReadAsync(Cancel))!.Repair;
        Assert.Equal((2, 0, 0, 0), (repair.Waiting, repair.Running, repair.Deferred, repair.LostCount));
        Assert.Equal([new SpareCount(0, 1), new SpareCount(1, 1)], repair.BySpare);
        Assert.Equal([stripes[1].Id.ToString(), stripes[0].Id.ToString()], repair.MostEndangered.Select(stripe => stripe.Stripe));
    }

    [Fact]
    public async Task Walk_DeviceDoesNotAnswer_SaysWhereTheOthersStand()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        for (var i = 0; i < 5; i++) await cluster.PutAsync($"key-{i}", TestCluster.FourPlusTwo, 3);
        var silent = cluster.Devices.All.First();
        silent.IsUnreachable = true;
        await cluster.RunAsync(JobNames.Scrub);

        var walk = await new CuratorReports(cluster.Catalog).ReadWalkAsync(JobNames.Scrub, Cancel);

        Assert.False(walk!.IsFinished);
        Assert.Equal(5, walk.Devices.Count(device => device.IsFinished && device.Bytes > 0));
        Assert.DoesNotContain(walk.Devices, device => device.Device == silent.Id && device.IsFinished);
    }

    [Fact]
    public async Task Fills_DeviceReplaced_ArePendingUntilRebuilt()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 3);
        await cluster.PutAsync("small", ErasureProfile.Replicated, 1);
        await cluster.RunAsync(JobNames.Rebuild);
        var reports = new CuratorReports(cluster.Catalog);
        var whole = await reports.ReadFillsAsync(cluster.Map, Cancel);

        var replacement = await cluster.ReplaceDeviceAsync(cluster.Map.Devices[0].Id);
        var begun = await reports.ReadFillsAsync(cluster.Map, Cancel);
        await cluster.RunAsync(JobNames.Rebuild);

        Assert.Empty(whole);
        var fill = Assert.Single(begun);
        Assert.Equal((replacement, fill.Places), (fill.Device, fill.Pending));
        Assert.True(fill.Places > 0);
        Assert.Empty(await reports.ReadFillsAsync(cluster.Map, Cancel));
    }

    [Fact]
    public async Task Metrics_Topology_TellToleranceAndRoom()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);

        await cluster.RunAsync(JobNames.Topology);

        Assert.Equal((1, 2), (cluster.Metric("objectstore.curator.fault_tolerance", "4+2,zone,default"), cluster.Metric("objectstore.curator.fault_tolerance", "4+2,device,default")));
        Assert.Equal(2, cluster.Metric("objectstore.curator.fault_tolerance", "1+2,zone,default"));
        Assert.True(cluster.Metric("objectstore.curator.pool.bytes", "capacity,default") > 0);
    }

    private static async Task RunTopologyAsync(TestCluster cluster)
    {
        cluster.Time.Advance(TimeSpan.FromSeconds(10));
        await cluster.RunAsync(JobNames.Topology);
    }

    private static JobReport Job(CuratorReport report, string name) => report.Jobs.Single(job => job.Name == name);
}
