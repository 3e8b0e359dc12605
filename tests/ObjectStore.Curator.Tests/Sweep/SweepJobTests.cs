using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Placement;
using Xunit;

namespace ObjectStore.Curator.Tests.Sweep;

public sealed class SweepJobTests
{
    [Fact]
    public async Task RunAsync_UnnamedStripe_IsCollectedOnlyWhenOldEnough()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.WriteOrphanAsync("key", TestCluster.FourPlusTwo, 2);

        cluster.Time.Advance(TimeSpan.FromHours(23));
        await cluster.RunAsync(JobNames.Sweep);
        Assert.Equal(12, cluster.Devices.All.Sum(device => device.Ids.Count));

        cluster.Time.Advance(TimeSpan.FromHours(2));
        await cluster.RunAsync(JobNames.Sweep);
        Assert.Equal(0, cluster.Devices.All.Sum(device => device.Ids.Count));
    }

    [Fact]
    public async Task RunAsync_StripeOnTheGarbageQueue_IsLeftToGarbageCollection()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 2);
        cluster.Time.Advance(TimeSpan.FromDays(3));
        await cluster.DeleteAsync("key");

        await cluster.RunAsync(JobNames.Sweep);

        Assert.Equal(12, cluster.Devices.All.Sum(device => device.Ids.Count));
    }

    [Fact]
    public async Task RunAsync_UnreadableOwner_KeepsTheFragment()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        var stripe = (await cluster.WriteOrphanAsync("key", ErasureProfile.Replicated, 1))[0];
        var group = cluster.Map.FindGroup(stripe.Group)!;
        var write = stripe.WriteOf(0, group, new FragmentOwner(cluster.Bucket.Id, ObjectKey.From("key"), null, 0));
        await cluster.MemberOf(stripe, 0).PutAsync(write with { Owner = new byte[] { 1, 2, 3 } }, TestContext.Current.CancellationToken);
        cluster.Time.Advance(TimeSpan.FromDays(3));

        await cluster.RunAsync(JobNames.Sweep);

        Assert.Equal([stripe.FragmentId(0)], cluster.Devices.All.SelectMany(device => device.Ids));
    }

    [Fact]
    public async Task RunAsync_UnreadableRow_KeepsItsFragmentsAndSweepsTheOthers()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("damaged", TestCluster.FourPlusTwo, 20);
        await cluster.DamageRowsAsync('o');
        await cluster.WriteOrphanAsync("key", TestCluster.FourPlusTwo, 2);
        await cluster.PutAsync("whole", TestCluster.FourPlusTwo, 2);
        cluster.Time.Advance(TimeSpan.FromDays(3));

        var result = await cluster.RunAsync(JobNames.Sweep);

        Assert.True(result.IsComplete);
        Assert.Equal(120, cluster.Metric("objectstore.curator.sweep.fragments", "unreadable_row"));
        Assert.Equal([6033], cluster.ErrorEvents);
        cluster.AssertWholeAndClean("after the sweep");
    }

    [Fact]
    public async Task RunAsync_MisplacedFragment_GoesOnlyWhenTheRightDeviceHoldsItWhole()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        var (stripe, elsewhere) = await PutElsewhereTooAsync(cluster);
        cluster.MemberOf(stripe, 0).DamagePayload(stripe.FragmentId(0));
        cluster.Time.Advance(TimeSpan.FromDays(3));

        await cluster.RunAsync(JobNames.Sweep);
        Assert.Single(elsewhere.Ids);

        await cluster.RunAsync(JobNames.Repair);
        await cluster.RunAsync(JobNames.Sweep);
        Assert.Empty(elsewhere.Ids);
        cluster.AssertWholeAndClean("after repair and sweep");
    }

    /// <summary>Goal: a curator that stood still deletes nothing by an old map. Method: the device becomes the member while the member's fragment is verified.</summary>
    [Fact]
    public async Task RunAsync_DeviceBecomesTheMemberMeanwhile_KeepsTheFragment()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        var (stripe, elsewhere) = await PutElsewhereTooAsync(cluster);
        cluster.Time.Advance(TimeSpan.FromDays(3));
        var member = cluster.MemberOf(stripe, 0);
        var group = cluster.Map.FindGroup(stripe.Group)!;
        var stored = Task.CompletedTask;
        member.OnRead = () =>
        {
            member.OnRead = null;
            var moved = group with { Epoch = group.Epoch.Next, Devices = [elsewhere.Id, .. group.Devices.Skip(1)] };
            stored = cluster.StoreMapAsync(new ClusterMap(cluster.Map.Epoch.Next, cluster.Map.Devices, [.. cluster.Map.Groups.Select(each => each.Id == group.Id ? moved : each)]));
        };

        await cluster.RunAsync(JobNames.Sweep);

        await stored;
        Assert.Same(elsewhere, cluster.MemberOf(stripe, 0));
        Assert.Single(elsewhere.Ids);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task RunAsync_MissingFragment_IsHandedToRepair(int missing)
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 1);
        var stripe = cluster.LiveStripes.Single();
        cluster.MemberOf(stripe, missing).Lose(stripe.FragmentId(missing));
        cluster.Time.Advance(TimeSpan.FromDays(3));

        await cluster.RunAsync(JobNames.Sweep);
        await cluster.RunAsync(JobNames.Repair);

        cluster.AssertWholeAndClean("after repair");
    }

    [Fact]
    public async Task RunAsync_MissingFragmentOfAYoungStripe_IsHandedToRepairAndOrphansAreNot()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 1);
        var stripe = cluster.LiveStripes.Single();
        var orphan = (await cluster.WriteOrphanAsync("orphan", TestCluster.FourPlusTwo, 1)).Single();
        cluster.MemberOf(stripe, 2).Lose(stripe.FragmentId(2));
        cluster.MemberOf(orphan, 4).Lose(orphan.FragmentId(4));

        cluster.Time.Advance(TimeSpan.FromMinutes(59));
        await cluster.RunAsync(JobNames.Sweep);
        await cluster.RunAsync(JobNames.Repair);
        Assert.Equal(10, cluster.Devices.All.Sum(device => device.Ids.Count));

        cluster.Time.Advance(TimeSpan.FromMinutes(2));
        await cluster.RunAsync(JobNames.Sweep);
        await cluster.RunAsync(JobNames.Repair);
        Assert.Equal(11, cluster.Devices.All.Sum(device => device.Ids.Count));
    }

    [Fact]
    public async Task RunAsync_DeviceUnreachable_SweepsTheOthersAndGoesOnLater()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.WriteOrphanAsync("key", TestCluster.FourPlusTwo, 2);
        cluster.Time.Advance(TimeSpan.FromDays(3));
        var device = cluster.Devices.All.First();
        device.IsUnreachable = true;

        var result = await cluster.RunAsync(JobNames.Sweep);

        Assert.False(result.IsComplete);
        Assert.Equal(2, cluster.Devices.All.Sum(each => each.Ids.Count));
        device.IsUnreachable = false;
        Assert.True((await cluster.RunAsync(JobNames.Sweep)).IsComplete);
        cluster.AssertWholeAndClean("after the device answered");
    }

    /// <summary>A stripe whose first fragment lies on a device outside of its group, too.</summary>
    private static async Task<(WrittenStripe Stripe, InMemoryFragmentDevice Elsewhere)> PutElsewhereTooAsync(TestCluster cluster)
    {
        await cluster.PutAsync("key", ErasureProfile.Replicated, 1);
        var stripe = cluster.LiveStripes.Single();
        var group = cluster.Map.FindGroup(stripe.Group)!;
        var elsewhere = cluster.Devices.All.First(device => !group.Devices.Contains(device.Id));
        await elsewhere.PutAsync(stripe.WriteOf(0, group, new FragmentOwner(cluster.Bucket.Id, ObjectKey.From("key"), null, 0)), TestContext.Current.CancellationToken);
        return (stripe, elsewhere);
    }
}
