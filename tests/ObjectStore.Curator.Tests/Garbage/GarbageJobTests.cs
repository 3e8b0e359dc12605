using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Tests.Fakes;
using Xunit;

namespace ObjectStore.Curator.Tests.Garbage;

public sealed class GarbageJobTests
{
    [Fact]
    public async Task RunAsync_WithinTheGracePeriod_DeletesNothing()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 2);
        await cluster.DeleteAsync("key");
        cluster.Time.Advance(TimeSpan.FromMinutes(14));

        var result = await cluster.RunAsync(JobNames.Garbage);

        Assert.Equal(0, result.Items);
        Assert.Equal(12, cluster.Devices.All.Sum(device => device.Ids.Count));
    }

    [Fact]
    public async Task RunAsync_AfterTheGracePeriod_DeletesEveryFragmentAndTheRow()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 2);
        await cluster.PutAsync("key", ErasureProfile.Replicated, 1);
        cluster.Time.Advance(TimeSpan.FromMinutes(16));

        var first = await cluster.RunAsync(JobNames.Garbage);
        var second = await cluster.RunAsync(JobNames.Garbage);

        Assert.Equal((1, true), (first.Items, first.IsComplete));
        Assert.Equal(0, second.Items);
        cluster.AssertWholeAndClean("after collection");
    }

    [Fact]
    public async Task RunAsync_DeviceUnreachable_KeepsTheEntryUntilItAnswers()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 2);
        await cluster.DeleteAsync("key");
        cluster.Time.Advance(TimeSpan.FromMinutes(16));
        var device = cluster.Devices.All.First();
        device.IsUnreachable = true;

        var without = await cluster.RunAsync(JobNames.Garbage);
        device.IsUnreachable = false;
        var with = await cluster.RunAsync(JobNames.Garbage);

        Assert.Equal((0, false), (without.Items, without.IsComplete));
        Assert.Equal((1, true), (with.Items, with.IsComplete));
        cluster.AssertWholeAndClean("after the device answered");
    }

    [Fact]
    public async Task RunAsync_UnreadableRows_WorksOffTheRowsBehindThemAndTellsOnce()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("a", TestCluster.FourPlusTwo, 1);
        await cluster.DeleteAsync("a");
        await cluster.DamageRowsAsync('g');
        await cluster.PutAsync("b", TestCluster.FourPlusTwo, 2);
        await cluster.DeleteAsync("b");
        cluster.Time.Advance(TimeSpan.FromMinutes(16));

        var first = await cluster.RunAsync(JobNames.Garbage);
        var second = await cluster.RunAsync(JobNames.Garbage);

        Assert.Equal((1, true), (first.Items, first.IsComplete));
        Assert.Equal((0, true), (second.Items, second.IsComplete));
        Assert.Equal(6, cluster.Devices.All.Sum(device => device.Ids.Count));
        Assert.Equal(1, cluster.Metric("objectstore.curator.garbage.unreadable"));
        Assert.Equal([6022], cluster.ErrorEvents);
    }

    [Fact]
    public async Task RunAsync_UploadWithAnUnreadablePart_KeepsItsRowsAndWorksOffTheOthers()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutMultipartAsync("a", partCount: 3, isCompleted: false);
        await cluster.DamageRowsAsync('p');
        await cluster.PutAsync("b", TestCluster.FourPlusTwo, 2);
        await cluster.DeleteAsync("b");
        cluster.Time.Advance(TimeSpan.FromMinutes(16));

        var result = await cluster.RunAsync(JobNames.Garbage);

        Assert.Equal((1, true), (result.Items, result.IsComplete));
        Assert.Equal(36, cluster.Devices.All.Sum(device => device.Ids.Count));
        Assert.Equal(1, cluster.Metric("objectstore.curator.garbage.unreadable"));
        Assert.Equal([6022], cluster.ErrorEvents);
    }

    [Fact]
    public async Task RunAsync_AbortedUpload_DeletesThePartsOfEveryPage()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutMultipartAsync("key", partCount: 1_003, isCompleted: false);
        cluster.Time.Advance(TimeSpan.FromMinutes(16));

        var result = await cluster.RunAsync(JobNames.Garbage);

        Assert.Equal((1, true), (result.Items, result.IsComplete));
        cluster.AssertWholeAndClean("after collection");
    }
}
