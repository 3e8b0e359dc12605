using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Tests.Fakes;
using Xunit;

namespace ObjectStore.Curator.Tests.Repair;

public sealed class RepairJobTests
{
    [Fact]
    public async Task RunAsync_EveryPairOfFragmentsLost_IsRestored()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        for (var one = 0; one < 6; one++)
        {
            for (var other = one + 1; other < 6; other++)
            {
                await cluster.PutAsync($"{one}-{other}", TestCluster.FourPlusTwo, 1);
                var stripe = cluster.LiveStripes.Last();
                cluster.MemberOf(stripe, one).Lose(stripe.FragmentId(one));
                cluster.MemberOf(stripe, other).DamagePayload(stripe.FragmentId(other));
                cluster.Damage.Report(stripe.FragmentId(other), stripe.Group);
            }
        }

        var result = await cluster.RunAsync(JobNames.Repair);

        Assert.Equal(15, result.Items);
        cluster.AssertWholeAndClean("after repair");
    }

    [Fact]
    public async Task RunAsync_HiddenDamageInAnotherFragment_IsFoundAndRestoredToo()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 1);
        var stripe = cluster.LiveStripes.Single();
        cluster.MemberOf(stripe, 0).DamagePayload(stripe.FragmentId(0));
        cluster.MemberOf(stripe, 2).Lose(stripe.FragmentId(2));
        cluster.Damage.Report(stripe.FragmentId(2), stripe.Group);

        await cluster.RunAsync(JobNames.Repair);

        cluster.AssertWholeAndClean("after repair");
    }

    [Fact]
    public async Task RunAsync_StripeDeletedMeanwhile_DoesNotComeBack()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 1);
        var stripe = cluster.LiveStripes.Single();
        cluster.Time.Advance(TimeSpan.FromDays(2));
        await cluster.DeleteAsync("key");
        cluster.Time.Advance(TimeSpan.FromMinutes(20));
        var garbage = await cluster.RunAsync(JobNames.Garbage);
        for (var index = 0; index < 6; index++) cluster.Damage.Report(stripe.FragmentId(index), stripe.Group);

        await cluster.RunAsync(JobNames.Repair);

        Assert.Equal(1, garbage.Items);
        cluster.AssertWholeAndClean("after repair");
        Assert.Empty(cluster.Curator.Status.LostStripes);
    }

    [Fact]
    public async Task RunAsync_StripeThatNobodyWants_IsCollectedInstead()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        var stripe = (await cluster.WriteOrphanAsync("key", TestCluster.FourPlusTwo, 1))[0];
        cluster.MemberOf(stripe, 0).DamageHeader(stripe.FragmentId(0));
        cluster.MemberOf(stripe, 3).Lose(stripe.FragmentId(3));
        cluster.Time.Advance(TimeSpan.FromDays(2));
        cluster.Damage.Report(stripe.FragmentId(3), stripe.Group);

        await cluster.RunAsync(JobNames.Repair);

        cluster.AssertWholeAndClean("after repair");
    }

    /// <summary>Goal: an upload under way loses nothing to a curator whose clock is ahead. Method: the clock jumps when it has been compared once.</summary>
    [Fact]
    public async Task RunAsync_StripeWithoutARowAndAClockAhead_IsRestored()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        var stripe = (await cluster.WriteOrphanAsync("key", TestCluster.FourPlusTwo, 1))[0];
        cluster.MemberOf(stripe, 3).Lose(stripe.FragmentId(3));
        await cluster.RunAsync(JobNames.Sweep);
        cluster.Time.SetClockWrong(TimeSpan.FromDays(2));
        cluster.Damage.Report(stripe.FragmentId(3), stripe.Group);

        await cluster.RunAsync(JobNames.Repair);

        Assert.Equal([0, 1, 2, 3, 4, 5], cluster.GoodFragments(stripe));
    }

    [Fact]
    public async Task RunAsync_StripeCollectedDuringTheRepair_IsTakenAwayAgain()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 1);
        var stripe = cluster.LiveStripes.Single();
        var device = cluster.MemberOf(stripe, 3);
        device.Lose(stripe.FragmentId(3));
        cluster.Damage.Report(stripe.FragmentId(3), stripe.Group);
        var isCollected = Task.CompletedTask;
        device.OnPut = () => isCollected = CollectAsync(cluster, stripe);

        await cluster.RunAsync(JobNames.Repair);

        await isCollected;
        cluster.AssertWholeAndClean("after repair");
    }

    [Fact]
    public async Task RunAsync_TooFewFragments_IsShownAfterConfirmationAndNothingIsDeleted()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 1);
        var stripe = cluster.LiveStripes.Single();
        for (var index = 0; index < 3; index++) cluster.MemberOf(stripe, index).DamagePayload(stripe.FragmentId(index));
        for (var index = 0; index < 3; index++) cluster.Damage.Report(stripe.FragmentId(index), stripe.Group);

        await cluster.RunAsync(JobNames.Repair);
        Assert.Empty(cluster.Curator.Status.LostStripes);
        cluster.Time.Advance(TimeSpan.FromMinutes(11));
        await cluster.RunAsync(JobNames.Repair);

        Assert.Equal([stripe.Id], cluster.Curator.Status.LostStripes.Select(lost => lost.Stripe));
        await cluster.RunToQuiescenceAsync();
        Assert.Equal(6, cluster.Devices.All.Sum(device => device.Ids.Count));
    }

    [Fact]
    public async Task RunAsync_LostStripeIsDeleted_LeavesTheList()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("key", ErasureProfile.Replicated, 1);
        var stripe = cluster.LiveStripes.Single();
        for (var index = 0; index < 3; index++) cluster.MemberOf(stripe, index).DamagePayload(stripe.FragmentId(index));
        for (var index = 0; index < 3; index++) cluster.Damage.Report(stripe.FragmentId(index), stripe.Group);
        await cluster.RunAsync(JobNames.Repair);
        cluster.Time.Advance(TimeSpan.FromMinutes(11));
        await cluster.RunAsync(JobNames.Repair);
        Assert.Single(cluster.Curator.Status.LostStripes);

        await cluster.DeleteAsync("key");
        await cluster.RunToQuiescenceAsync();

        Assert.Empty(cluster.Curator.Status.LostStripes);
        cluster.AssertWholeAndClean("after deletion");
    }

    /// <summary>Goal: what lacks too much while a zone is away is whole soon after its return, however long that was. Method: no time passes between its answer and the repair.</summary>
    [Fact]
    public async Task RunAsync_ZoneComesBackAfterManyAttempts_IsTriedAtOnce()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 1);
        await cluster.RunAsync(JobNames.Topology);
        var stripe = cluster.LiveStripes.Single();
        var zone = cluster.Map.FindDevice(cluster.MemberOf(stripe, 0).Id)!.Zone;
        var lost = Enumerable.Range(0, 6).First(index => cluster.Map.FindDevice(cluster.MemberOf(stripe, index).Id)!.Zone != zone);
        cluster.MemberOf(stripe, lost).Lose(stripe.FragmentId(lost));
        var devices = cluster.Map.Devices.Where(device => device.Zone == zone).Select(device => cluster.Devices[device.Id]).ToArray();
        Array.ForEach(devices, static device => device.IsUnreachable = true);
        cluster.Damage.Report(stripe.FragmentId(lost), stripe.Group);
        for (var attempt = 0; attempt < 30; attempt++)
        {
            cluster.Time.Advance(TimeSpan.FromMinutes(1));
            await cluster.RunAsync(JobNames.Topology);
            await cluster.RunAsync(JobNames.Repair);
        }

        Assert.Equal(1, cluster.Curator.Status.RepairQueueDepth);
        Array.ForEach(devices, static device => device.IsUnreachable = false);

        // The first round stores the map that the second reads.
        await cluster.RunAsync(JobNames.Topology);
        await cluster.RunAsync(JobNames.Topology);
        await cluster.RunAsync(JobNames.Repair);

        Assert.Equal(0, cluster.Curator.Status.RepairQueueDepth);
        await cluster.RefreshMapAsync();
        cluster.AssertWholeAndClean("after the zone came back");
    }

    [Fact]
    public async Task RunAsync_DeviceFull_IsTriedAgainUntilItHasRoom()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 1);
        var stripe = cluster.LiveStripes.Single();
        cluster.MemberOf(stripe, 3).Lose(stripe.FragmentId(3));
        cluster.MemberOf(stripe, 3).IsFull = true;
        cluster.Damage.Report(stripe.FragmentId(3), stripe.Group);
        await cluster.RunAsync(JobNames.Repair);
        Assert.Equal(1, cluster.Curator.Status.RepairQueueDepth);

        cluster.MemberOf(stripe, 3).IsFull = false;
        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        await cluster.RunAsync(JobNames.Repair);

        Assert.Equal(0, cluster.Curator.Status.RepairQueueDepth);
        cluster.AssertWholeAndClean("after repair");
    }

    /// <summary>Deletes the object and all that another curator would collect of it.</summary>
    private static async Task CollectAsync(TestCluster cluster, WrittenStripe stripe)
    {
        await cluster.DeleteAsync("key");
        var garbage = await cluster.Index.ListGarbageAsync(default, DateTimeOffset.MaxValue, 10, CancellationToken.None);
        foreach (var device in cluster.Devices.All) await device.DeleteAsync([.. device.Ids.Where(id => id.Stripe == stripe.Id)], CancellationToken.None);
        await cluster.Index.RemoveGarbageAsync(garbage.Entries, CancellationToken.None);
    }
}
