using System.Text.Json;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Progress;
using ObjectStore.Curator.Rebuild;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Placement;
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

    /// <summary>Goal: a survivor that goes away for good does not hold up what others can give. Method: it goes when walks over it and others are stored and unfinished.</summary>
    [Fact]
    public async Task RunAsync_SourceGoesAwayInTheMiddle_TheOthersFillTheDevice()
    {
        using var cluster = await FillAsync(TestCluster.SmallPages);
        var replacement = await cluster.ReplaceDeviceAsync(cluster.Map.Devices[2].Id);
        var unfinished = await CutOffAsync(cluster, replacement);
        cluster.Devices.Remove(new DeviceId(unfinished.Source));
        while (cluster.Map.FindDevice(new DeviceId(unfinished.Source))!.State != DeviceState.Down)
        {
            await cluster.RunAsync(JobNames.Topology);
            await cluster.RefreshMapAsync();
            cluster.Time.Advance(TimeSpan.FromSeconds(10));
        }

        for (var run = 0; run < 3; run++) await cluster.RunAsync(JobNames.Rebuild);

        var missing = cluster.LiveStripes
            .SelectMany(stripe => Enumerable.Range(0, cluster.Map.FindGroup(stripe.Group)!.Devices.Count).Select(index => (Stripe: stripe, Index: index)))
            .Where(each => cluster.Map.FindGroup(each.Stripe.Group)!.Devices[each.Index] == replacement)
            .Where(each => cluster.Devices[replacement].GoodPayload(each.Stripe.FragmentId(each.Index)) is null);
        Assert.Empty(missing);
    }

    /// <summary>Goal: a connection that is lost for a moment costs nothing of a walk over a device, which may take days.</summary>
    [Fact]
    public async Task RunAsync_SourceIsLostForAMoment_TheWalkOverItGoesOnWhereItWas()
    {
        using var cluster = await FillAsync(TestCluster.SmallPages);
        var replacement = await cluster.ReplaceDeviceAsync(cluster.Map.Devices[2].Id);
        var unfinished = await CutOffAsync(cluster, replacement);
        var source = cluster.Devices[new DeviceId(unfinished.Source)];
        cluster.Devices.Remove(source.Id);

        await cluster.RunAsync(JobNames.Rebuild);
        cluster.Devices.Add(source);

        Assert.Equal(unfinished.Cursor, (await StateAsync(cluster, replacement)).Walks.Single(walk => walk.Source == unfinished.Source).Cursor);
        Assert.True((await cluster.RunAsync(JobNames.Rebuild)).IsComplete);
        cluster.AssertWholeAndClean("after rebuild");
    }

    /// <summary>Goal: a group that the device leaves costs nothing of the walk for its other groups. Method: it leaves one while the survivor is lost for a moment, so that the walk stands still.</summary>
    [Fact]
    public async Task RunAsync_DeviceLeavesAGroup_TheWalkGoesOnWhereItWasForTheOthers()
    {
        using var cluster = await FillAsync(TestCluster.SmallPages);
        var replacement = await cluster.ReplaceDeviceAsync(cluster.Map.Devices[2].Id);
        var unfinished = await CutOffAsync(cluster, replacement);
        var left = unfinished.Groups.Select(id => cluster.Map.FindGroup(new PlacementGroupId(id))!).First(static group => group.Profile == ErasureProfile.Replicated);
        await LeaveAsync(cluster, replacement, left);
        var source = cluster.Devices[new DeviceId(unfinished.Source)];
        cluster.Devices.Remove(source.Id);

        await cluster.RunAsync(JobNames.Rebuild);
        cluster.Devices.Add(source);

        var walk = (await StateAsync(cluster, replacement)).Walks.Single(walk => walk.Source == unfinished.Source);
        Assert.Equal((unfinished.Cursor, unfinished.IsFinished), (walk.Cursor, walk.IsFinished));
        Assert.Equal(unfinished.Groups.Where(id => id != left.Id.Value), walk.Groups);
        Assert.True((await cluster.RunAsync(JobNames.Rebuild)).IsComplete);
        await cluster.RefreshMapAsync();
        await cluster.RunToQuiescenceAsync();
        cluster.AssertWholeAndClean("after rebuild");
    }

    /// <summary>Goal: a survivor that answers and cannot list what it holds holds up only the groups for which it is needed.</summary>
    [Fact]
    public async Task RunAsync_SourceCannotList_GroupsThatOthersGaveAreFilledAndTheirMovesEnd()
    {
        using var cluster = await FillAsync(TestCluster.SmallPages);
        var replacement = await cluster.ReplaceDeviceAsync(cluster.Map.Devices[2].Id);
        var unfinished = await CutOffAsync(cluster, replacement);
        var source = cluster.Devices[new DeviceId(unfinished.Source)];
        source.OnList = static () => throw new StorageException(StorageErrorCode.DeviceUnavailable, "The list cannot be read.");

        var without = await cluster.RunAsync(JobNames.Rebuild);
        await cluster.RefreshMapAsync();

        Assert.False(without.IsComplete);
        var others = RebuildPlan.GroupsOf(replacement, cluster.Map).Where(group => !unfinished.Groups.Contains(group.Id.Value)).ToArray();
        Assert.NotEmpty(others);
        Assert.Equal(others.Select(static group => group.Id.Value), (await StateAsync(cluster, replacement)).Filled);
        Assert.All(others, group => Assert.Null(RebuildPlan.MoveTo(replacement, group)));

        source.OnList = null;
        Assert.True((await cluster.RunAsync(JobNames.Rebuild)).IsComplete);
        cluster.AssertWholeAndClean("after rebuild");
    }

    /// <summary>Kills the curator once it has stored walks of the device's rebuild; gives one that is under way and has not ended.</summary>
    private static async Task<RebuildWalk> CutOffAsync(TestCluster cluster, DeviceId device)
    {
        for (var killAt = 10; ; killAt += 10)
        {
            cluster.RestartCurator(killAt);
            await Assert.ThrowsAnyAsync<Exception>(() => cluster.RunAsync(JobNames.Rebuild));
            cluster.RestartCurator();
            if ((await StateAsync(cluster, device)).Walks.FirstOrDefault(static walk => walk is { IsFinished: false, Cursor: > 0 }) is { } unfinished) return unfinished;
        }
    }

    /// <summary>Another device of its zone takes the place of a device in a group.</summary>
    private static Task LeaveAsync(TestCluster cluster, DeviceId device, PlacementGroup group)
    {
        var zone = cluster.Map.FindDevice(device)!.Zone;
        var other = cluster.Map.Devices.Single(each => each.Zone == zone && cluster.Devices.Find(each.Id) is not null && !group.Devices.Contains(each.Id)).Id;
        var changed = group with { Epoch = group.Epoch.Next, Devices = [.. group.Devices.Select(member => member == device ? other : member)] };
        return cluster.StoreMapAsync(new ClusterMap(cluster.Map.Epoch.Next, cluster.Map.Devices, [.. cluster.Map.Groups.Select(each => each.Id == group.Id ? changed : each)]));
    }

    private static async Task<RebuildState> StateAsync(TestCluster cluster, DeviceId device) =>
        await cluster.Catalog.GetJobStateAsync($"{JobNames.Rebuild}/{device}", CancellationToken.None) is { } stored
            ? JsonSerializer.Deserialize(stored.Span, ProgressJson.Default.RebuildState)!
            : RebuildState.Empty;

    private static async Task<TestCluster> FillAsync(CuratorOptions? options = null)
    {
        var cluster = await TestCluster.CreateAsync(seed: 1, options);
        await cluster.RunAsync(JobNames.Rebuild);
        for (var i = 0; i < 10; i++)
        {
            await cluster.PutAsync($"large-{i}", TestCluster.FourPlusTwo, 3);
            await cluster.PutAsync($"small-{i}", ErasureProfile.Replicated, 1);
        }

        return cluster;
    }
}
