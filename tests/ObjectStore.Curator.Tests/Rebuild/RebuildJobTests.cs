using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Tests.Fakes;
using Xunit;

namespace ObjectStore.Curator.Tests.Rebuild;

public sealed class RebuildJobTests
{
    [Fact]
    public async Task RunAsync_ReplacedDevice_IsFilledOnce()
    {
        using var cluster = await FillAsync();
        var replacement = await cluster.ReplaceDeviceAsync(cluster.Map.Devices[2].Id);

        var first = await cluster.RunAsync(JobNames.Rebuild);
        var callsBefore = cluster.Kill.Calls;
        var second = await cluster.RunAsync(JobNames.Rebuild);

        Assert.True(first.IsComplete);
        Assert.Equal(cluster.Devices[replacement].Ids.Count, first.Items);
        Assert.Equal(0, second.Items);
        Assert.InRange(cluster.Kill.Calls - callsBefore, 1, 10);
        cluster.AssertWholeAndClean("after rebuild");
    }

    [Fact]
    public async Task RunAsync_WithoutData_LogsNothing()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);

        await cluster.RunAsync(JobNames.Rebuild);
        Assert.Empty(cluster.InformationEvents);

        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 3);
        await cluster.ReplaceDeviceAsync(cluster.MemberOf(cluster.LiveStripes.First(), 0).Id);
        await cluster.RunAsync(JobNames.Rebuild);
        Assert.Equal([6060, 6061], cluster.InformationEvents);
    }

    [Fact]
    public async Task RunAsync_TwoReplacedDevices_FillEachOther()
    {
        using var cluster = await FillAsync();
        await cluster.ReplaceDeviceAsync(cluster.Map.Devices[0].Id);
        await cluster.ReplaceDeviceAsync(cluster.Map.Devices[1].Id);

        var result = await cluster.RunAsync(JobNames.Rebuild);

        Assert.True(result.IsComplete);
        cluster.AssertWholeAndClean("after rebuild");
    }

    [Fact]
    public async Task RunAsync_StateUnknown_WalksEveryOtherMember()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 3);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 10);
        foreach (var stripe in cluster.LiveStripes)
        {
            var lost = (int)(stripe.Id.Low % 6);
            cluster.MemberOf(stripe, lost).Lose(stripe.FragmentId(lost));
        }

        var result = await cluster.RunAsync(JobNames.Rebuild);

        Assert.True(result.IsComplete);
        cluster.AssertWholeAndClean("after the first rebuild");
    }

    [Fact]
    public async Task RunAsync_SurvivorUnreachable_GoesOnWhenItAnswers()
    {
        using var cluster = await FillAsync();
        await cluster.ReplaceDeviceAsync(cluster.Map.Devices[2].Id);
        foreach (var device in cluster.Devices.All.Take(3)) device.IsUnreachable = true;

        var without = await cluster.RunAsync(JobNames.Rebuild);
        foreach (var device in cluster.Devices.All) device.IsUnreachable = false;
        cluster.Time.Advance(TimeSpan.FromMinutes(20));
        await cluster.RunAsync(JobNames.Rebuild);
        cluster.Time.Advance(TimeSpan.FromMinutes(20));
        var with = await cluster.RunAsync(JobNames.Rebuild);

        Assert.False(without.IsComplete);
        Assert.True(with.IsComplete);
        cluster.AssertWholeAndClean("after rebuild");
    }

    [Fact]
    public async Task RunAsync_WriteUnderWayDuringReplacement_IsCompletedToo()
    {
        using var cluster = await FillAsync();
        var pending = await cluster.WriteOrphanAsync("pending", TestCluster.FourPlusTwo, 1);
        DeviceId old = cluster.MemberOf(pending[0], 1).Id;
        var replacement = await cluster.ReplaceDeviceAsync(old);

        await cluster.RunAsync(JobNames.Rebuild);

        Assert.Contains(pending[0].FragmentId(1), cluster.Devices[replacement].Ids);
    }

    [Fact]
    public async Task RunAsync_ReplacementIsToBeDrainedBeforeItIsFilled_IsFilledAllTheSame()
    {
        using var cluster = await FillAsync();
        var replacement = await cluster.ReplaceDeviceAsync(cluster.Map.Devices[2].Id);
        await cluster.Administration.DrainAsync([replacement], CancellationToken.None);

        var result = await cluster.RunAsync(JobNames.Rebuild);

        Assert.True(result.IsComplete);
        await cluster.RefreshMapAsync();
        cluster.AssertWholeAndClean("after rebuild");
    }

    private static async Task<TestCluster> FillAsync()
    {
        var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.RunAsync(JobNames.Rebuild);
        for (var i = 0; i < 10; i++)
        {
            await cluster.PutAsync($"large-{i}", TestCluster.FourPlusTwo, 3);
            await cluster.PutAsync($"small-{i}", ErasureProfile.Replicated, 1);
        }

        return cluster;
    }
}
