using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Placement;
using Xunit;

namespace ObjectStore.Curator.Tests.Rebalance;

public sealed class RebalanceJobTests
{
    private static readonly ZoneName ZoneA = new("a");

    [Fact]
    public async Task Run_DeviceAdded_FillsUpToItsShare()
    {
        using var cluster = await FilledAsync(seed: 1);
        var added = await cluster.AddDeviceAsync(ZoneA, new NodeName("node-new"));

        await SettleAsync(cluster);

        AssertAtRest(cluster, "added");
        foreach (var profile in new[] { TestCluster.FourPlusTwo, ErasureProfile.Replicated })
        {
            var places = cluster.Map.Groups.Where(group => group.Profile == profile).SelectMany(group => group.Devices).CountBy(id => id).ToDictionary();
            var share = cluster.Map.Devices.Where(device => device.Zone == ZoneA).Average(device => places[device.Id]);
            Assert.InRange(places[added], share - 1, share + 1);
        }

        Assert.NotEmpty(cluster.Devices[added].Ids);
    }

    [Fact]
    public async Task Run_DeviceDrained_EndsEmptyWithEverythingElsewhere()
    {
        using var cluster = await FilledAsync(seed: 2);
        var drained = cluster.Map.Devices[0].Id;
        await cluster.AddDeviceAsync(ZoneA, new NodeName("node-new"));
        await cluster.Administration.DrainAsync([drained], TestContext.Current.CancellationToken);

        await SettleAsync(cluster);

        Assert.Equal(DeviceState.Drained, cluster.Map.FindDevice(drained)!.State);
        Assert.Empty(cluster.Devices[drained].Ids);
        AssertAtRest(cluster, "drained");
    }

    [Fact]
    public async Task Run_WritesOverwritesAndDeletionsWhileDraining_LoseAndLeaveNothing()
    {
        using var cluster = await FilledAsync(seed: 3);
        var drained = cluster.Map.Devices[0].Id;
        await cluster.AddDeviceAsync(ZoneA, new NodeName("node-new"));
        await cluster.Administration.DrainAsync([drained], TestContext.Current.CancellationToken);
        await RoundAsync(cluster, rebalance: false);
        for (var i = 0; i < 10; i++)
        {
            await cluster.PutAsync($"key-{i}", TestCluster.FourPlusTwo, 2);
            await cluster.PutAsync($"late-{i}", ErasureProfile.Replicated, 1);
            if (i % 3 == 0) await cluster.DeleteAsync($"key-{i}");
            if (i == 5) await RoundAsync(cluster, rebalance: true);
        }

        await SettleAsync(cluster);
        await cluster.RunToQuiescenceAsync();

        Assert.Empty(cluster.Devices[drained].Ids);
        AssertAtRest(cluster, "written while draining");
    }

    [Fact]
    public async Task Run_OldFragmentDamagedOrGone_IsReconstructed()
    {
        using var cluster = await FilledAsync(seed: 4);
        var drained = cluster.Map.Devices[0].Id;
        var stripes = cluster.LiveStripes.Where(stripe => cluster.Map.FindGroup(stripe.Group)!.Devices.Contains(drained)).Take(2).ToArray();
        var indexes = stripes.Select(stripe => cluster.Map.FindGroup(stripe.Group)!.Devices.ToList().IndexOf(drained)).ToArray();
        cluster.Devices[drained].DamagePayload(stripes[0].FragmentId(indexes[0]));
        cluster.Devices[drained].Lose(stripes[1].FragmentId(indexes[1]));
        await cluster.AddDeviceAsync(ZoneA, new NodeName("node-new"));
        await cluster.Administration.DrainAsync([drained], TestContext.Current.CancellationToken);

        await SettleAsync(cluster);
        await cluster.RunToQuiescenceAsync();

        Assert.Equal(DeviceState.Drained, cluster.Map.FindDevice(drained)!.State);
        AssertAtRest(cluster, "damaged at the old place");
    }

    [Fact]
    public async Task Run_NewMemberFull_KeepsTheOldFragments()
    {
        using var cluster = await FilledAsync(seed: 5);
        var drained = cluster.Map.Devices[0].Id;
        var held = cluster.Devices[drained].Ids.Count;
        var added = await cluster.AddDeviceAsync(ZoneA, new NodeName("node-new"));
        cluster.Devices[added].IsFull = true;
        await cluster.Administration.DrainAsync([drained], TestContext.Current.CancellationToken);

        for (var round = 0; round < 3; round++) await RoundAsync(cluster, rebalance: true);

        Assert.Equal(held, cluster.Devices[drained].Ids.Count);
        Assert.Contains(cluster.Map.Groups, group => group.Moves.Count > 0);
    }

    /// <summary>Goal: what is left of a write that failed does not hold up a drain for a day. Method: a stripe without a row, with one fragment, on the drained device.</summary>
    [Fact]
    public async Task Run_RestOfAFailedWriteOnTheDrainedDevice_MovesOnAtOnce()
    {
        using var cluster = await FilledAsync(seed: 9);
        var drained = cluster.Map.Devices[0].Id;
        var (stripe, index) = await WriteToAsync(cluster, drained);
        for (var other = 0; other < 6; other++)
        {
            if (other != index) cluster.MemberOf(stripe, other).Lose(stripe.FragmentId(other));
        }

        await cluster.AddDeviceAsync(ZoneA, new NodeName("node-new"));
        await cluster.Administration.DrainAsync([drained], TestContext.Current.CancellationToken);
        await SettleAsync(cluster);

        Assert.Equal(DeviceState.Drained, cluster.Map.FindDevice(drained)!.State);
        Assert.NotNull(cluster.MemberOf(stripe, index).GoodPayload(stripe.FragmentId(index)));
        await cluster.RunToQuiescenceAsync();
        AssertAtRest(cluster, "the rest of a failed write");
    }

    [Fact]
    public async Task Run_LastFragmentOfALostStripeOnTheDrainedDevice_IsKeptElsewhere()
    {
        using var cluster = await FilledAsync(seed: 10);
        var drained = cluster.Map.Devices[0].Id;
        var stripe = cluster.LiveStripes.First(stripe => stripe.Layout.Profile == TestCluster.FourPlusTwo && cluster.Map.FindGroup(stripe.Group)!.Devices.Contains(drained));
        var index = cluster.Map.FindGroup(stripe.Group)!.Devices.ToList().IndexOf(drained);
        foreach (var other in Enumerable.Range(0, 6).Where(other => other != index)) cluster.MemberOf(stripe, other).Lose(stripe.FragmentId(other));
        await cluster.AddDeviceAsync(ZoneA, new NodeName("node-new"));
        await cluster.Administration.DrainAsync([drained], TestContext.Current.CancellationToken);

        await SettleAsync(cluster);

        Assert.Equal(DeviceState.Drained, cluster.Map.FindDevice(drained)!.State);
        Assert.Equal([index], cluster.GoodFragments(stripe));
    }

    /// <summary>
    /// Goal: a fragment that a gateway with an old map writes to a device after all has moved away is neither lost nor waited for. Method: one is put there when no
    /// group names the device any more, of a write that is under way, or has ended; one that nobody can still want is deleted.
    /// </summary>
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(true, 30)]
    [InlineData(false, 30)]
    public async Task Run_FragmentWrittenLateToTheDrainedDevice_MovesOnAtOnce(bool isNamed, int ageHours)
    {
        using var cluster = await FilledAsync(seed: 11);
        var (drained, stripe, index) = await WriteLateAsync(cluster, isNamed, TimeSpan.FromHours(ageHours));

        for (var round = 0; round < 4; round++) await RoundAsync(cluster, rebalance: true);

        Assert.Equal(DeviceState.Drained, cluster.Map.FindDevice(drained)!.State);
        Assert.Empty(cluster.Devices[drained].Ids);
        Assert.Equal(isNamed || ageHours == 0, cluster.MemberOf(stripe, index).GoodPayload(stripe.FragmentId(index)) is not null);
        Assert.Empty(cluster.Violations);
    }

    /// <summary>Goal: an upload under way loses nothing to a curator whose clock is ahead. Method: the clock jumps after a fragment without a row came late.</summary>
    [Fact]
    public async Task Run_FragmentWrittenLateAndAClockAhead_MovesOn()
    {
        using var cluster = await FilledAsync(seed: 11);
        var (drained, stripe, index) = await WriteLateAsync(cluster, isNamed: false, default);
        await cluster.RunAsync(JobNames.Sweep);
        cluster.Time.SetClockWrong(TimeSpan.FromDays(2));

        for (var round = 0; round < 4; round++) await RoundAsync(cluster, rebalance: true);

        Assert.Empty(cluster.Devices[drained].Ids);
        Assert.NotNull(cluster.MemberOf(stripe, index).GoodPayload(stripe.FragmentId(index)));
    }

    /// <summary>Goal: a member that takes nothing holds up only its own fragments. Method: it lacks the first on the device, and is full; another member holds the second.</summary>
    [Fact]
    public async Task Run_MemberOfALateFragmentFull_TheOthersBehindItAreCleared()
    {
        using var cluster = await FilledAsync(seed: 12);
        var (drained, stripe, index) = await WriteLateAsync(cluster, isNamed: true, default);
        var full = cluster.MemberOf(stripe, index);
        var other = cluster.LiveStripes.First(other => other.Id != stripe.Id && cluster.MemberOf(other, 0) != full);
        await cluster.Devices[drained].PutAsync(cluster.MemberOf(other, 0).CopyOf(other.FragmentId(0)), TestContext.Current.CancellationToken);
        full.IsFull = true;

        for (var round = 0; round < 2; round++) await RoundAsync(cluster, rebalance: true);
        Assert.Equal([stripe.FragmentId(index)], cluster.Devices[drained].Ids);

        full.IsFull = false;
        for (var round = 0; round < 4; round++) await RoundAsync(cluster, rebalance: true);
        Assert.Equal(DeviceState.Drained, cluster.Map.FindDevice(drained)!.State);
        Assert.NotNull(cluster.MemberOf(stripe, index).GoodPayload(stripe.FragmentId(index)));
    }

    /// <summary>Goal: a database that does not answer, and is asked for its time until it times out, holds up a page and not each of its fragments.</summary>
    [Fact]
    public async Task Run_FragmentsWrittenLate_AskForTheTimeOnceAPage()
    {
        using var cluster = await FilledAsync(seed: 11);
        var (drained, _, _) = await WriteLateAsync(cluster, isNamed: true, default);
        foreach (var stripe in cluster.LiveStripes.Take(5)) await cluster.Devices[drained].PutAsync(cluster.MemberOf(stripe, 0).CopyOf(stripe.FragmentId(0)), TestContext.Current.CancellationToken);
        var reads = 0;
        cluster.DatabaseClock = () =>
        {
            reads++;
            return null;
        };

        await cluster.RunAsync(JobNames.Rebalance);

        Assert.Equal(1, reads);
        Assert.Empty(cluster.Devices[drained].Ids);
    }

    /// <summary>Goal: a move ends a settling time after the map had it, however late the first walk came, and not before.</summary>
    [Fact]
    public async Task Run_MovesAreInTheMapForAMinute_End()
    {
        using var cluster = await FilledAsync(seed: 13);
        var drained = cluster.Map.Devices[0].Id;
        await cluster.AddDeviceAsync(ZoneA, new NodeName("node-new"));
        await cluster.Administration.DrainAsync([drained], TestContext.Current.CancellationToken);
        await AfterAsync(0, JobNames.Topology);
        await AfterAsync(1, JobNames.Topology);
        var moves = MovesAway();
        Assert.NotEmpty(moves);

        await AfterAsync(30, JobNames.Rebalance);
        await AfterAsync(29, JobNames.Rebalance);
        Assert.Equal(moves, MovesAway());
        await AfterAsync(1, JobNames.Rebalance);

        Assert.Empty(MovesAway());

        (PlacementGroupId, GroupMove)[] MovesAway() => [.. cluster.Map.Groups.SelectMany(static group => group.Moves.Select(move => (group.Id, move))).Where(each => each.move.From == drained)];

        async Task AfterAsync(int seconds, string job)
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(seconds));
            await cluster.RunAsync(job);
            await cluster.RefreshMapAsync();
        }
    }

    /// <summary>Goal: what a process saw when it led before does not count when it leads again, because others may have ended moves and made them anew.</summary>
    [Fact]
    public async Task Run_CuratorLeadsAgain_CountsAnew()
    {
        using var cluster = await FilledAsync(seed: 14);
        await cluster.AddDeviceAsync(ZoneA, new NodeName("node-new"));
        await cluster.Administration.DrainAsync([cluster.Map.Devices[0].Id], TestContext.Current.CancellationToken);
        for (var i = 0; i < 2; i++) await RoundAsync(cluster, rebalance: false);
        await cluster.RunAsync(JobNames.Rebalance);
        await cluster.RefreshMapAsync();
        var moves = Moves();
        cluster.Time.Advance(TimeSpan.FromHours(1));

        cluster.Curator.BeginTerm();
        await cluster.RunAsync(JobNames.Rebalance);

        await cluster.RefreshMapAsync();
        Assert.NotEmpty(moves);
        Assert.Subset(Moves(), moves);

        HashSet<(PlacementGroupId, GroupMove)> Moves() => [.. cluster.Map.Groups.SelectMany(static group => group.Moves.Select(move => (group.Id, move)))];
    }

    [Fact]
    public async Task Run_DeviceGivenUp_IsRebuiltAndItsMovesEnd()
    {
        using var cluster = await FilledAsync(seed: 6);
        var lost = cluster.Map.Devices[0].Id;
        await cluster.AddDeviceAsync(ZoneA, new NodeName("node-new"));
        cluster.Devices.Remove(lost);

        await SettleAsync(cluster);

        Assert.Equal(DeviceState.Out, cluster.Map.FindDevice(lost)!.State);
        AssertAtRest(cluster, "given up");
    }

    /// <summary>
    /// Goal: what was written while a zone was lost spreads over all zones when it is back. Method: a zone is silent until the curator has formed stand-ins, objects are written to
    /// these, and the zone answers again.
    /// </summary>
    [Fact]
    public async Task Run_ZoneIsBack_SpreadsWhatWasWrittenMeanwhile()
    {
        using var cluster = await FilledAsync(seed: 8);
        var lost = cluster.Map.Devices.Where(device => device.Zone == ZoneA).Select(device => device.Id).ToArray();
        foreach (var id in lost) cluster.Devices[id].IsUnreachable = true;
        for (var second = 0; second < 5; second++)
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(1));
            await cluster.RunAsync(JobNames.Topology);
        }

        await cluster.RefreshMapAsync();
        var standIns = cluster.Map.Groups.Where(group => group.StandsInFor is not null).Select(group => group.Id).ToArray();
        Assert.All(standIns, id => Assert.DoesNotContain(cluster.Map.FindGroup(id)!.Devices, lost.Contains));
        for (var i = 0; i < 20; i++) await cluster.PutAsync($"meanwhile-{i}", new ErasureProfile(2, 2), 2);

        foreach (var id in lost) cluster.Devices[id].IsUnreachable = false;
        await SettleAsync(cluster);

        AssertAtRest(cluster, "zone is back");
        var inLostZone = cluster.Map.Groups.Where(group => standIns.Contains(group.Id)).Sum(group => group.Devices.Count(lost.Contains));
        var places = standIns.Sum(id => cluster.Map.FindGroup(id)!.Devices.Count);
        Assert.InRange(inLostZone, places / 3 - 4, places / 3 + 4);
        foreach (var group in standIns.Select(id => cluster.Map.FindGroup(id)!))
        {
            Assert.True(FaultTolerance.Of(cluster.Map, group).Zones >= 1);
            if (group.Profile == new ErasureProfile(2, 2)) Assert.Contains(group.Devices, lost.Contains);
        }
    }

    /// <summary>The same drain again and again, with the rest of a write that failed on the device, and with the process killed at each of its calls to devices and index, before or after the effect.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Category", "Model")]
    public async Task Run_KilledAtEveryCall_EndsDrainedAndWhole(bool afterEffect)
    {
        for (var killAt = 1; ; killAt += 3)
        {
            using var cluster = await TestCluster.CreateAsync(seed: 7);
            await cluster.PutAsync("large", TestCluster.FourPlusTwo, 2);
            await cluster.PutAsync("small", ErasureProfile.Replicated, 1);
            var drained = cluster.Map.Devices[0].Id;
            var (failed, index) = await WriteToAsync(cluster, drained);
            foreach (var other in Enumerable.Range(0, 6).Where(other => other != index)) cluster.MemberOf(failed, other).Lose(failed.FragmentId(other));
            await cluster.AddDeviceAsync(ZoneA, new NodeName("node-new"));
            await cluster.Administration.DrainAsync([drained], TestContext.Current.CancellationToken);
            await cluster.RefreshMapAsync();
            cluster.RestartCurator(killAt, afterEffect);
            var wasKilled = false;
            try
            {
                for (var round = 0; round < 3; round++) await RoundAsync(cluster, rebalance: true);
            }
            catch (KilledException)
            {
                wasKilled = true;
            }

            cluster.RestartCurator();
            await cluster.RefreshMapAsync();
            await SettleAsync(cluster);

            Assert.Equal(DeviceState.Drained, cluster.Map.FindDevice(drained)!.State);
            Assert.NotNull(cluster.MemberOf(failed, index).GoodPayload(failed.FragmentId(index)));
            await cluster.RunToQuiescenceAsync();
            AssertAtRest(cluster, $"killed at call {killAt}, after its effect: {afterEffect}");
            if (!wasKilled) return;
            Assert.True(killAt < 20_000, "the jobs never end");
        }
    }

    /// <summary>The same with the process killed at each of its calls to devices and index, before or after the effect.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Category", "Model")]
    public async Task Run_FragmentWrittenLateAndKilledAtEveryCall_MovesOnWhole(bool afterEffect)
    {
        for (var killAt = 1; ; killAt++)
        {
            using var cluster = await TestCluster.CreateAsync(seed: 12);
            var (drained, stripe, index) = await WriteLateAsync(cluster, isNamed: true, TimeSpan.Zero);
            cluster.RestartCurator(killAt, afterEffect);
            var wasKilled = false;
            try
            {
                await cluster.RunAsync(JobNames.Rebalance);
            }
            catch (KilledException)
            {
                wasKilled = true;
            }

            cluster.RestartCurator();
            for (var round = 0; round < 4; round++) await RoundAsync(cluster, rebalance: true);

            Assert.Equal(DeviceState.Drained, cluster.Map.FindDevice(drained)!.State);
            Assert.NotNull(cluster.MemberOf(stripe, index).GoodPayload(stripe.FragmentId(index)));
            cluster.AssertWholeAndClean($"killed at call {killAt}, after its effect: {afterEffect}");
            if (!wasKilled) return;
            Assert.True(killAt < 1_000, "the job never ends");
        }
    }

    private static async Task<TestCluster> FilledAsync(int seed)
    {
        var cluster = await TestCluster.CreateAsync(seed);
        await cluster.RunAsync(JobNames.Rebuild);
        for (var i = 0; i < 12; i++)
        {
            await cluster.PutAsync($"key-{i}", TestCluster.FourPlusTwo, 3);
            await cluster.PutAsync($"small-{i}", ErasureProfile.Replicated, 2);
        }

        return cluster;
    }

    /// <summary>Empties a device until no group names it any more, and then puts a fragment there that its member lacks.</summary>
    private static async Task<(DeviceId Drained, WrittenStripe Stripe, int Index)> WriteLateAsync(TestCluster cluster, bool isNamed, TimeSpan age)
    {
        var drained = cluster.Map.Devices[0].Id;
        await cluster.AddDeviceAsync(ZoneA, new NodeName("node-new"));
        var (stripe, index) = isNamed ? await PutToAsync(cluster, drained) : await WriteToAsync(cluster, drained);
        cluster.Time.Advance(age);
        var late = cluster.Devices[drained].CopyOf(stripe.FragmentId(index));
        await cluster.Administration.DrainAsync([drained], TestContext.Current.CancellationToken);
        await RoundAsync(cluster, rebalance: true);
        for (var round = 0; cluster.Map.Groups.Any(group => group.Devices.Contains(drained) || group.Moves.Any(move => move.From == drained)); round++)
        {
            await RoundAsync(cluster, rebalance: true);
            Assert.True(round < 200, "the moves never end");
        }

        cluster.MemberOf(stripe, index).Lose(stripe.FragmentId(index));
        Assert.Equal(DeviceState.Draining, cluster.Map.FindDevice(drained)!.State);
        await cluster.Devices[drained].PutAsync(late, TestContext.Current.CancellationToken);
        return (drained, stripe, index);
    }

    /// <summary>A stripe without a row, with a fragment on a device.</summary>
    private static async Task<(WrittenStripe Stripe, int Index)> WriteToAsync(TestCluster cluster, DeviceId device)
    {
        for (var i = 0; ; i++)
        {
            var stripe = (await cluster.WriteOrphanAsync($"orphan-{i}", TestCluster.FourPlusTwo, 1))[0];
            if (cluster.Map.FindGroup(stripe.Group)!.Devices.ToList().IndexOf(device) is var index and >= 0) return (stripe, index);
        }
    }

    /// <summary>A stripe of an object, with a fragment on a device.</summary>
    private static async Task<(WrittenStripe Stripe, int Index)> PutToAsync(TestCluster cluster, DeviceId device)
    {
        for (var i = 0; ; i++)
        {
            var runs = await cluster.PutAsync($"named-{i}", TestCluster.FourPlusTwo, 1);
            var stripe = cluster.LiveStripes.Single(stripe => stripe.Id == runs[0].First);
            if (cluster.Map.FindGroup(stripe.Group)!.Devices.ToList().IndexOf(device) is var index and >= 0) return (stripe, index);
        }
    }

    private static async Task RoundAsync(TestCluster cluster, bool rebalance)
    {
        cluster.Time.Advance(TimeSpan.FromMinutes(2));
        await cluster.RunAsync(JobNames.Topology);
        await cluster.RefreshMapAsync();
        if (!rebalance) return;
        await cluster.RunAsync(JobNames.Rebalance);
        await cluster.RunAsync(JobNames.Rebuild);
        await cluster.RunAsync(JobNames.Repair);
        await cluster.RefreshMapAsync();
    }

    /// <summary>Rounds until the map stays as it is for longer than any period.</summary>
    private static async Task SettleAsync(TestCluster cluster)
    {
        for (int round = 0, quiet = 0; quiet < 8; round++)
        {
            var epoch = cluster.Map.Epoch;
            await RoundAsync(cluster, rebalance: true);
            quiet = cluster.Map.Epoch == epoch ? quiet + 1 : 0;
            Assert.True(round < 200, "the map never comes to rest");
        }
    }

    private static void AssertAtRest(TestCluster cluster, string context)
    {
        Assert.DoesNotContain(cluster.Map.Groups, group => group.Moves.Count > 0);
        cluster.AssertWholeAndClean(context);
    }
}
