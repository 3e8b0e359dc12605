using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using Xunit;

namespace ObjectStore.Placement.Tests;

/// <summary>Random clusters and random changes; after each plan every rule holds, and plans come to rest once moves end. The seed of a failure is in its message.</summary>
public sealed class MembershipPlannerTests
{
    private static readonly ErasureProfile FourPlusTwo = new(4, 2);
    private static readonly RebalanceLimits Unlimited = new() { BalanceMovesMax = int.MaxValue };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(103520)] // A move of no use went there and back.
    [InlineData(1069057135)] // A device between had to pass places on.
    [InlineData(null)]
    public void Reconcile_RandomChanges_KeepsEveryRuleAndComesToRest(int? fixedSeed)
    {
        var seed = fixedSeed ?? Random.Shared.Next();
        for (var history = 0; history < 40; history++)
        {
            var random = new Random(unchecked(seed + history * 7919));
            var map = PlannedMaps.Random(random);
            for (var step = 0; step < 8; step++)
            {
                map = PlannedMaps.Change(map, random);
                map = PlannedMaps.Settle(map, Unlimited, $"seed {seed}, history {history}, step {step}");
            }
        }
    }

    [Fact]
    public void Reconcile_NodeAdded_MovesWhatItMustHoldAndNoMore()
    {
        var map = PlannedMaps.Plan(PlannedMaps.Uniform(zones: 3, nodesPerZone: 5, devicesPerNode: 4));
        var newcomers = Enumerable.Range(0, 4).Select(i => Devices.Create(9_000 + i, zone: 1, node: 900)).ToArray();
        var joined = PlannedMaps.Reconcile(map, Unlimited, newcomers);

        var settled = PlannedMaps.Settle(joined, Unlimited, "node added");

        var movedFor = joined.Groups.CountBy(group => group.Profile).ToDictionary(each => each.Key, _ => 0);
        var held = 0;
        foreach (var (before, after) in map.Groups.Zip(settled.Groups)) movedFor[before.Profile] += before.Devices.Zip(after.Devices).Count(pair => pair.First != pair.Second);
        foreach (var newcomer in newcomers) held += settled.Groups.Count(group => group.Devices.Contains(newcomer.Id));
        Assert.Equal(held, movedFor.Values.Sum());
        Assert.All(newcomers, newcomer => Assert.InRange(settled.Groups.Count(group => group.Profile == FourPlusTwo && group.Devices.Contains(newcomer.Id)), 20, 22));
    }

    [Fact]
    public void Reconcile_DeviceDraining_LeavesAllGroupsWithOneMoveAtATime()
    {
        var map = PlannedMaps.Plan(PlannedMaps.Uniform(zones: 3, nodesPerZone: 2, devicesPerNode: 2));
        var draining = map.Devices[0].Id;

        var planned = PlannedMaps.Reconcile(PlacementPlanner.SetDeviceState(map, draining, DeviceState.Draining) is var started ? PlannedMaps.Leaving(started, draining) : map, Unlimited);

        Assert.DoesNotContain(planned.Groups, group => group.Devices.Contains(draining));
        Assert.All(planned.Groups, group => Assert.InRange(group.Moves.Count, 0, 1));
        Assert.All(planned.Groups.Zip(map.Groups), pair => Assert.Equal(pair.Second.Devices.Contains(draining), pair.First.Moves.Any(move => move.From == draining)));
    }

    [Fact]
    public void Reconcile_DeviceOut_ReplacesItAndRemembersIt()
    {
        var map = PlannedMaps.Plan(PlannedMaps.Uniform(zones: 3, nodesPerZone: 3, devicesPerNode: 2));
        var lost = map.Devices[3].Id;

        var planned = PlannedMaps.Reconcile(PlacementPlanner.SetDeviceState(map, lost, DeviceState.Out), Unlimited);

        Assert.DoesNotContain(planned.Groups, group => group.Devices.Contains(lost));
        foreach (var (before, after) in map.Groups.Zip(planned.Groups).Where(pair => pair.First.Devices.Contains(lost)))
        {
            Assert.Equal(before.Epoch.Next, after.Epoch);
            Assert.Equal(lost, after.FormerOf(before.Devices.ToList().IndexOf(lost)));
        }
    }

    [Fact]
    public void Reconcile_ZoneDown_FormsStandInsThatBearALossAndGivesThemBack()
    {
        var map = PlannedMaps.Plan(Devices.InZones(2, 2, 2));
        var down = map.Devices.Where(device => device.Zone.Value == "a").Aggregate(map, (each, device) => PlacementPlanner.SetDeviceState(each, device.Id, DeviceState.Suspect));

        var during = PlannedMaps.Reconcile(down, Unlimited);
        var back = map.Devices.Where(device => device.Zone.Value == "a").Aggregate(during, (each, device) => PlacementPlanner.SetDeviceState(each, device.Id, DeviceState.Active));
        var after = PlannedMaps.Settle(back, Unlimited, "zone back");

        var wide = during.Groups.Where(group => group.StandsInFor == FourPlusTwo).ToArray();
        Assert.NotEmpty(wide);
        Assert.All(wide, group => Assert.Equal(new ErasureProfile(2, 2), group.Profile));
        Assert.All(wide, group => Assert.Equal(1, FaultTolerance.Of(during, group).Zones));
        Assert.Contains(during.Groups, group => group.StandsInFor == ErasureProfile.Replicated);
        Assert.Equal(during.Groups.Count, after.Groups.Count);
        Assert.All(after.Groups.Where(group => group.Profile == ErasureProfile.Replicated), group =>
        {
            Assert.Null(group.StandsInFor);
            Assert.Equal(3, group.Devices.Select(id => after.FindDevice(id)!.Zone).Distinct().Count());
        });
    }

    [Fact]
    public void Reconcile_TwoOfThreeZonesDown_FormsNoStandIns()
    {
        var map = PlannedMaps.Plan(Devices.InZones(4, 4, 4));
        var down = map.Devices.Where(device => device.Zone.Value != "a").Aggregate(map, (each, device) => PlacementPlanner.SetDeviceState(each, device.Id, DeviceState.Down));

        Assert.Equal(map.Groups.Count, PlannedMaps.Reconcile(down, Unlimited).Groups.Count);
    }

    [Fact]
    public void Reconcile_MovesBounded_EvensOutStepByStep()
    {
        var map = PlannedMaps.Plan(PlannedMaps.Uniform(zones: 3, nodesPerZone: 5, devicesPerNode: 4));
        var newcomers = Enumerable.Range(0, 4).Select(i => Devices.Create(9_000 + i, zone: 1, node: 900)).ToArray();

        var planned = PlannedMaps.Reconcile(map, new RebalanceLimits { BalanceMovesMax = 5 }, newcomers);

        Assert.Equal(10, planned.Groups.Sum(group => group.Moves.Count));
    }

    [Fact]
    public void EndMoves_OfOneGroup_LeavesTheOthersAndMembersAlone()
    {
        var map = PlannedMaps.Plan(PlannedMaps.Uniform(zones: 3, nodesPerZone: 3, devicesPerNode: 2));
        var planned = PlannedMaps.Reconcile(PlacementPlanner.SetDeviceState(map, map.Devices[3].Id, DeviceState.Out), Unlimited);
        var moving = planned.Groups.First(group => group.Moves.Count > 0);

        var ended = PlacementPlanner.EndMoves(planned, [(moving.Id, moving.Moves[0])]);

        Assert.Equal(planned.Epoch.Next, ended.Epoch);
        Assert.Empty(ended.FindGroup(moving.Id)!.Moves);
        Assert.Equal(moving.Epoch, ended.FindGroup(moving.Id)!.Epoch);
        Assert.Equal(planned.Groups.Count(group => group.Moves.Count > 0) - 1, ended.Groups.Count(group => group.Moves.Count > 0));
        Assert.Same(ended, PlacementPlanner.EndMoves(ended, [(moving.Id, moving.Moves[0]), (new PlacementGroupId(999_999), new GroupMove(0, DeviceId.New()))]));
    }
}
