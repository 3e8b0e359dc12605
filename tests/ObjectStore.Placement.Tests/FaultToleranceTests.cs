using ObjectStore.Core.Stripes;
using Xunit;

namespace ObjectStore.Placement.Tests;

public sealed class FaultToleranceTests
{
    [Fact]
    public void Of_FourPlusTwoOverThreeZones_BearsAZoneOrTwoNodesOrTwoDevices()
    {
        var map = PlannedMaps.Plan(Devices.InZones(2, 2, 2));

        Assert.Equal(new FaultTolerance(1, 2, 2), FaultTolerance.Of(map, new ErasureProfile(4, 2)));
        Assert.Equal(new FaultTolerance(2, 2, 2), FaultTolerance.Of(map, ErasureProfile.Replicated));
    }

    [Fact]
    public void Of_DeviceDown_BearsOneDeviceAndNoZone()
    {
        var map = PlannedMaps.Plan(Devices.InZones(2, 2, 2));

        Assert.Equal(new FaultTolerance(0, 1, 1), FaultTolerance.Of(PlacementPlanner.SetDeviceState(map, Devices.Id(1), DeviceState.Down), new ErasureProfile(4, 2)));
    }

    /// <summary>What is stored while a zone is lost bears the loss of another one, where there are two left.</summary>
    [Theory]
    [InlineData(2, 2, 2)]
    [InlineData(3, 3, 3)]
    [InlineData(2, 2, 2, 2)]
    [InlineData(6, 5, 4)]
    public void OfWrites_ZoneLost_BearsAnotherZoneAndAsManyDevicesAsBefore(params int[] zones)
    {
        var profile = new ErasureProfile(4, 2);
        var map = PlannedMaps.Plan(Devices.InZones(zones));
        var lost = new ClusterMap(map.Epoch, [.. map.Devices.Select(device => device.Zone.Value == "a" ? device with { State = DeviceState.Down } : device)], map.Groups);

        Assert.Equal(FaultTolerance.Of(map, profile), FaultTolerance.OfWrites(map, profile));
        Assert.Equal(default, FaultTolerance.OfWrites(lost, profile));
        var planned = PlannedMaps.Reconcile(lost, new RebalanceLimits());
        foreach (var each in new[] { profile, ErasureProfile.Replicated })
        {
            var tolerance = FaultTolerance.OfWrites(planned, each);
            Assert.True(tolerance is { Zones: >= 1, Devices: >= 2 }, $"{each}: {tolerance}");
        }
    }

    [Fact]
    public void Of_ProfileWithoutGroups_BearsNothing() =>
        Assert.Equal(default, FaultTolerance.Of(PlannedMaps.Plan(Devices.InZones(2, 2, 2)), new ErasureProfile(8, 4)));

    /// <summary>Goal: the count is exact. Method: every combination of lost domains, tried out, for maps at rest.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_RandomGroups_IsWhatTryingOutGives(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            var map = PlannedMaps.Random(random);
            foreach (var device in map.Devices.Where(_ => random.Next(12) == 0).ToArray()) map = PlacementPlanner.SetDeviceState(map, device.Id, DeviceState.Down);
            var group = map.Groups[random.Next(map.Groups.Count)];

            var tolerance = FaultTolerance.Of(map, group);

            Assert.Equal(TryOut(map, group, device => device.Zone.Value), tolerance.Zones);
            Assert.Equal(TryOut(map, group, device => device.Node.Value), tolerance.Nodes);
            Assert.Equal(TryOut(map, group, device => device.Id.ToString()), tolerance.Devices);
        }
    }

    /// <summary>While members are under way, stripes lie at the old places, the new ones or any mixture; the figure must hold for each.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Of_MembersUnderWay_HoldsForEveryMixture(int seed)
    {
        var random = new Random(seed);
        var seen = 0;
        for (var round = 0; round < 60; round++)
        {
            var map = PlannedMaps.Random(random);
            for (var step = 0; step < 3; step++) map = PlannedMaps.Reconcile(PlannedMaps.Change(map, random), new RebalanceLimits());
            foreach (var group in map.Groups.Where(group => group.Moves.Count > 0))
            {
                seen++;
                var tolerance = FaultTolerance.Of(map, group);
                foreach (var mixture in Mixtures(map, group)) Assert.True(TryOut(map, mixture, device => device.Zone.Value) >= tolerance.Zones, $"seed {seed}, round {round}, group {group.Id}");
            }
        }

        Assert.True(seen > 100, "too few groups had members under way");
    }

    private static IEnumerable<PlacementGroup> Mixtures(ClusterMap map, PlacementGroup group)
    {
        for (var mask = 0; mask < 1 << group.Moves.Count; mask++)
        {
            var devices = group.Devices.ToArray();
            for (var i = 0; i < group.Moves.Count; i++)
            {
                if ((mask >> i & 1) != 0 || !map.FindDevice(group.Moves[i].From)!.IsReadable) devices[group.Moves[i].Position] = group.Moves[i].From;
            }

            yield return group with { Devices = devices, Moves = [] };
        }
    }

    private static int TryOut(ClusterMap map, PlacementGroup group, Func<Device, string> domainOf)
    {
        var members = group.Devices.Select(id => map.FindDevice(id)!).Where(device => device.IsReadable).ToArray();
        var domains = members.Select(domainOf).Distinct().ToArray();
        var borne = domains.Length;
        for (var mask = 0; mask < 1 << domains.Length; mask++)
        {
            var lost = domains.Where((_, i) => (mask >> i & 1) != 0).ToHashSet();
            if (members.Count(device => !lost.Contains(domainOf(device))) < group.Profile.DataFragments) borne = Math.Min(borne, lost.Count - 1);
        }

        return Math.Max(0, borne);
    }
}
