using ObjectStore.Core.Errors;
using ObjectStore.Core.Stripes;
using Xunit;

namespace ObjectStore.Placement.Tests;

public sealed class PlacementPlannerTests
{
    private static readonly ErasureProfile FourPlusTwo = new(4, 2);

    [Fact]
    public void Plan_SixDevicesInThreeZones_RotatesOneSetOfFourPlusTwo()
    {
        var map = Plan(Devices.InZones(2, 2, 2), FourPlusTwo);

        Assert.Equal(6, map.Groups.Count);
        foreach (var device in map.Devices)
            Assert.Equal(Enumerable.Range(0, 6), map.Groups.Select(group => group.Devices.ToList().IndexOf(device.Id)).Order());
    }

    [Fact]
    public void Plan_SixDevicesInThreeZones_FormsEveryCombinationOfThreeCopies()
    {
        var map = Plan(Devices.InZones(2, 2, 2), ErasureProfile.Replicated);

        Assert.Equal(24, map.Groups.Count);
        Assert.Equal(24, map.Groups.Select(group => string.Join(' ', group.Devices)).Distinct().Count());
        Assert.All(map.Groups.CountBy(group => group.Devices[0]), first => Assert.Equal(4, first.Value));
    }

    [Fact]
    public void Plan_SecondTime_ChangesNothing()
    {
        var map = Plan(Devices.InZones(2, 2, 2), FourPlusTwo, ErasureProfile.Replicated);

        var again = PlacementPlanner.Plan(map, new PlacementRequirements { Profiles = [FourPlusTwo, ErasureProfile.Replicated] });

        Assert.Same(map, again);
    }

    [Fact]
    public void Plan_AfterReplacement_AddsNoGroups()
    {
        var map = Plan(Devices.InZones(2, 2, 2), FourPlusTwo, ErasureProfile.Replicated);
        var replaced = PlacementPlanner.ReplaceDevice(map, Devices.Id(3), Devices.Create(99, zone: 1, node: 3));

        var again = PlacementPlanner.Plan(replaced, new PlacementRequirements { Profiles = [FourPlusTwo, ErasureProfile.Replicated] });

        Assert.Same(replaced, again);
    }

    [Fact]
    public void Plan_DevicesCannotServeTheProfile_RefusesWithEveryReason()
    {
        var error = Assert.Throws<StorageException>(() => Plan(Devices.InZones(2, 2), FourPlusTwo, new ErasureProfile(8, 4)));

        Assert.Equal(StorageErrorCode.Refused, error.Code);
        Assert.Contains("4+2 over 2 zones", error.Message, StringComparison.Ordinal);
        Assert.Contains("8+4 over 2 zones", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_DeviceDownInEveryGroup_KeepsThemAndFormsStandInsThatKeepTheRule()
    {
        var map = Plan(Devices.InZones(2, 2, 2), FourPlusTwo);
        var down = PlacementPlanner.SetDeviceState(map, Devices.Id(1), DeviceState.Down);

        var again = PlacementPlanner.Plan(down, new PlacementRequirements { Profiles = [FourPlusTwo] });

        Assert.Equal(map.Groups, again.Groups.Take(map.Groups.Count));
        Assert.All(again.Groups.Skip(map.Groups.Count), group => Assert.Equal((new ErasureProfile(3, 2), (ErasureProfile?)FourPlusTwo), (group.Profile, group.StandsInFor)));
        Assert.All(again.Groups.Skip(map.Groups.Count), group => Assert.Equal(new FaultTolerance(1, 2, 2), FaultTolerance.Of(again, group)));
        Assert.Same(again, PlacementPlanner.Plan(again, new PlacementRequirements { Profiles = [FourPlusTwo] }));
    }

    /// <summary>Zones that come and go for years must not fill the map: stand-ins of one loss are spread when it is over, and the next one needs others.</summary>
    [Fact]
    public void Reconcile_ZonesAreLostAgainAndAgain_KeepsTheNumberOfGroupsBounded()
    {
        var map = Plan(Devices.InZones(3, 3, 3), FourPlusTwo, ErasureProfile.Replicated);
        for (var loss = 0; loss < 120; loss++)
        {
            var zone = map.Devices[loss * 3 % 9].Zone;
            map = Reconcile(map, device => device.Zone == zone ? DeviceState.Suspect : DeviceState.Active);
            for (var round = 0; round < 4; round++)
            {
                map = Reconcile(map, _ => DeviceState.Active);
                map = PlacementPlanner.EndMoves(map, [.. map.Groups.SelectMany(group => group.Moves.Select(move => (group.Id, move)))]);
            }
        }

        Assert.InRange(map.Groups.Count, 1, 2 * (256 + 1024 + 64));
        Assert.Equal(1, FaultTolerance.OfWrites(map, FourPlusTwo).Zones);
    }

    [Fact]
    public void Plan_ManyDevices_StaysWithinTheBoundAndFillsByCapacity()
    {
        var devices = Devices.InZones(20, 20, 20).Select((device, i) => device with { CapacityBytes = (1 + i % 2) * Devices.Gibibyte }).ToArray();

        var map = Plan(devices, FourPlusTwo);

        Assert.Equal(PlacementRequirements.DefaultGroupsMax, map.Groups.Count);
        var places = map.Groups.SelectMany(group => group.Devices).CountBy(id => id).ToDictionary();
        var dataPlaces = map.Groups.SelectMany(group => group.Devices.Take(4)).CountBy(id => id).ToDictionary();
        foreach (var device in devices)
        {
            var share = 256 * 6 / 90.0 * (device.CapacityBytes / Devices.Gibibyte);
            Assert.InRange(places[device.Id], share - 3, share + 3);
            Assert.InRange(dataPlaces[device.Id], share * 2 / 3 - 3, share * 2 / 3 + 3);
        }
    }

    [Fact]
    public void Plan_ClusterGrownFourfold_FormsFurtherGroups()
    {
        var map = Plan(Devices.InZones(2, 2, 2), FourPlusTwo);
        var newcomers = Enumerable.Range(0, 18).Select(i => Devices.Create(1000 + i, i % 3, node: 500 + i)).ToArray();

        var grown = PlacementPlanner.Plan(map, new PlacementRequirements { Profiles = [FourPlusTwo], Devices = newcomers });

        Assert.Equal(map.Epoch.Next, grown.Epoch);
        Assert.Equal(map.Groups, grown.Groups.Take(map.Groups.Count));
        Assert.Equal(PlacementRequirements.DefaultGroupsMax, grown.Groups.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Plan_RandomClusters_KeepEveryRule(int seed)
    {
        var random = new Random(seed);
        var planned = 0;
        for (var round = 0; round < 200; round++)
        {
            var devices = Devices.Random(random);
            var profile = new ErasureProfile((byte)random.Next(1, 9), (byte)random.Next(0, 5));
            var requirements = new PlacementRequirements { Profiles = [profile], Devices = devices, GroupsMax = 64 };
            if (PlacementRules.Validate(devices, requirements).Count > 0) continue;

            var map = PlacementPlanner.Plan(ClusterMap.Empty, requirements);

            planned++;
            Assert.InRange(map.Groups.Count, 1, 64);
            Assert.All(map.Groups, group => AssertKeepsRules(map, group));
            Assert.Equal(Describe(map), Describe(PlacementPlanner.Plan(ClusterMap.Empty, requirements)));
        }

        Assert.True(planned > 20, $"seed {seed}: only {planned} clusters could be planned");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ReplaceDevice_AnyDevice_MovesOnlyItsPlaces(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            var map = Plan(Devices.InZones(random.Next(2, 6), random.Next(2, 6), random.Next(2, 6)), FourPlusTwo, ErasureProfile.Replicated);
            var old = map.Devices[random.Next(map.Devices.Count)];
            var replacement = old with { Id = Devices.Id(777) };

            var changed = PlacementPlanner.ReplaceDevice(map, old.Id, replacement);

            Assert.Equal(map.Epoch.Next, changed.Epoch);
            Assert.Null(changed.FindDevice(old.Id));
            foreach (var (before, after) in map.Groups.Zip(changed.Groups))
            {
                Assert.Equal(before.Id, after.Id);
                Assert.Equal(before.Devices.Select(id => id == old.Id ? replacement.Id : id), after.Devices);
                Assert.Equal(before.Devices.Contains(old.Id) ? before.Epoch.Next : before.Epoch, after.Epoch);
            }
        }
    }

    [Fact]
    public void ReplaceDevice_OtherZoneOrUnknownOrTwice_Refuses()
    {
        var map = Plan(Devices.InZones(2, 2, 2), FourPlusTwo);

        Assert.Throws<StorageException>(() => PlacementPlanner.ReplaceDevice(map, Devices.Id(1), Devices.Create(50, zone: 2, node: 1)));
        Assert.Throws<StorageException>(() => PlacementPlanner.ReplaceDevice(map, Devices.Id(51), Devices.Create(50, zone: 0, node: 1)));
        Assert.Throws<StorageException>(() => PlacementPlanner.ReplaceDevice(map, Devices.Id(1), map.Devices[1]));
    }

    private static ClusterMap Plan(Device[] devices, params ErasureProfile[] profiles) =>
        PlacementPlanner.Plan(ClusterMap.Empty, new PlacementRequirements { Profiles = profiles, Devices = devices });

    private static ClusterMap Reconcile(ClusterMap map, Func<Device, DeviceState> stateOf) => PlacementPlanner.Reconcile(map, new PlacementRequirements
    {
        Profiles = [FourPlusTwo, ErasureProfile.Replicated],
        Devices = [.. map.Devices.Select(device => device with { State = stateOf(device) })],
    });

    private static string Describe(ClusterMap map) => string.Join('\n', map.Groups.Select(group => $"{group.Id} {string.Join(' ', group.Devices)}"));

    private static void AssertKeepsRules(ClusterMap map, PlacementGroup group)
    {
        var members = group.Devices.Select(id => map.FindDevice(id)!).ToArray();
        var zoneCount = map.Devices.Select(device => device.Zone).Distinct().Count();
        Assert.Equal(group.Profile.FragmentCount, group.Devices.Distinct().Count());
        foreach (var zone in members.GroupBy(device => device.Zone))
        {
            Assert.True(zone.Count() <= PlacementRules.ZoneFragmentsMax(group.Profile, zoneCount));
            var nodes = map.Devices.Where(device => device.Zone == zone.Key).CountBy(device => device.Node).ToArray();
            if (nodes.Length >= zone.Count()) Assert.All(zone.CountBy(device => device.Node), node => Assert.Equal(1, node.Value));
        }

        var all = (uint)((1UL << members.Length) - 1);
        Assert.True(WriteQuorum.IsReached([.. members.Select(device => device.Zone)], all, group.Profile.DataFragments));
    }
}
