using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Index.Objects;
using Xunit;

namespace ObjectStore.Curator.Tests.Versions;

public sealed class VersionedBucketTests
{
    /// <summary>Goal: nothing that the curator does takes a fragment of a version that is kept, also of one that is covered, and everything of one that is removed.</summary>
    [Fact]
    public async Task RunAll_CoveredVersions_KeepEveryFragmentUntilTheyAreRemoved()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 2);
        await cluster.KeepVersionsAsync();
        cluster.Time.Advance(TimeSpan.FromHours(1));
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 3);
        await cluster.PutMultipartAsync("key", 2, isCompleted: true);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 1);
        await cluster.DeleteAsync("key");

        await cluster.RunToQuiescenceAsync();

        Assert.Equal(10, cluster.LiveStripes.Count);
        cluster.AssertWholeAndClean("with versions");

        var page = await cluster.Index.ListVersionsAsync(cluster.Bucket.Id, new ObjectListQuery(default, default, default, 100), null, TestContext.Current.CancellationToken);
        Assert.Equal(5, page.Versions.Count);
        foreach (var version in page.Versions)
            Assert.Equal(WriteOutcome.Applied, (await cluster.Index.DeleteAsync(cluster.Bucket.Id, ObjectKey.From("key"), new ObjectDeletion { Version = version.Version }, TestContext.Current.CancellationToken)).Outcome);
        await cluster.RunToQuiescenceAsync();

        Assert.Equal(0, cluster.Devices.All.Sum(static device => device.Ids.Count));
    }

    [Fact]
    public async Task RunAll_DeviceReplaced_RebuildsFragmentsOfCoveredVersions()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 2);
        await cluster.KeepVersionsAsync();
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 3);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 3);
        await cluster.PutMultipartAsync("key", 2, isCompleted: true);
        await cluster.DeleteAsync("key");

        await cluster.ReplaceDeviceAsync(cluster.Devices.All.First().Id);
        await cluster.RunToQuiescenceAsync();

        Assert.Equal(10, cluster.LiveStripes.Count);
        cluster.AssertWholeAndClean("after the replacement");
    }
}
