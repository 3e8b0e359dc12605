using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using Xunit;

namespace ObjectStore.Placement.Tests;

/// <summary>Maps that change at random, and the rules that every plan keeps.</summary>
internal static class PlannedMaps
{
    private static readonly ErasureProfile[] Profiles = [new(4, 2), ErasureProfile.Replicated];

    public static ClusterMap Plan(Device[] devices) =>
        PlacementPlanner.Plan(ClusterMap.Empty, new PlacementRequirements { Profiles = Profiles, Devices = devices, GroupsMax = PlacementRequirements.GroupsFor(devices.Length) });

    public static ClusterMap Reconcile(ClusterMap map, RebalanceLimits limits, params Device[] changed) => PlacementPlanner.Reconcile(
        map, new PlacementRequirements { Profiles = Profiles, Devices = changed, Limits = limits, GroupsMax = PlacementRequirements.GroupsFor(map.Devices.Count) });

    public static Device[] Uniform(int zones, int nodesPerZone, int devicesPerNode)
    {
        var number = 0;
        var devices = new List<Device>();
        for (var node = 0; node < zones * nodesPerZone; node++)
        {
            for (var d = 0; d < devicesPerNode; d++) devices.Add(Devices.Create(++number, node % zones, node + 1));
        }

        return [.. devices];
    }

    /// <summary>Three or four zones with devices that differ.</summary>
    public static ClusterMap Random(Random random)
    {
        var number = 0;
        var devices = new List<Device>();
        for (int node = 1, nodes = random.Next(6, 24), zones = random.Next(3, 5); node <= nodes; node++)
        {
            for (int d = 0, count = random.Next(2, 4); d < count; d++)
                devices.Add(Devices.Create(++number, node % zones, node) with { CapacityBytes = random.Next(1, 4) * Devices.Gibibyte });
        }

        return Plan([.. devices]);
    }

    public static ClusterMap Leaving(ClusterMap map, DeviceId id) =>
        new(map.Epoch, [.. map.Devices.Select(device => device.Id == id ? device with { State = DeviceState.Draining, IsLeaving = true } : device)], map.Groups);

    /// <summary>A device is added, drained, given up, silent or back. Never so many gone that the profiles could not be placed.</summary>
    public static ClusterMap Change(ClusterMap map, Random random)
    {
        var device = map.Devices[random.Next(map.Devices.Count)];
        var changed = random.Next(6) switch
        {
            0 => With(map, Devices.Create(10_000 + random.Next(1_000_000), ZoneOf(device), random.Next(1, 30) * 4 + ZoneOf(device)) with { CapacityBytes = random.Next(1, 4) * Devices.Gibibyte }),
            1 when device.State == DeviceState.Active => Leaving(map, device.Id),
            2 => PlacementPlanner.SetDeviceState(map, device.Id, DeviceState.Out),
            3 when device.State == DeviceState.Active => PlacementPlanner.SetDeviceState(map, device.Id, DeviceState.Down),
            4 when device.State is DeviceState.Down or DeviceState.Out => PlacementPlanner.SetDeviceState(map, device.Id, device.IsLeaving ? DeviceState.Draining : DeviceState.Active),
            _ => map,
        };
        return CanServe(changed) ? changed : map;
    }

    /// <summary>Plans, checks and ends moves until nothing changes any more.</summary>
    public static ClusterMap Settle(ClusterMap map, RebalanceLimits limits, string context)
    {
        for (var round = 0; round < 40; round++)
        {
            var planned = Reconcile(map, limits);
            AssertRules(map, planned, context);
            var moves = planned.Groups.SelectMany(group => group.Moves.Select(move => (group.Id, move))).ToArray();
            if (ReferenceEquals(planned, map) && moves.Length == 0)
            {
                AssertAtRest(map, context);
                return map;
            }

            map = PlacementPlanner.EndMoves(planned, moves);
        }

        throw new StorageException(StorageErrorCode.Refused, context + ": plans do not come to rest");
    }

    private static int ZoneOf(Device device) => device.Zone.Value[0] - 'a';

    private static ClusterMap With(ClusterMap map, Device device) => map.FindDevice(device.Id) is null ? new ClusterMap(map.Epoch, [.. map.Devices, device], map.Groups) : map;

    private static bool CanServe(ClusterMap map)
    {
        var active = map.Devices.Where(device => device.State == DeviceState.Active).ToArray();
        var zones = map.Devices.Select(device => device.Zone).Distinct().Count();
        return active.Select(device => device.Zone).Distinct().Count() == zones
            && active.GroupBy(device => device.Zone).All(zone => zone.Count() >= 4 && zone.Select(device => device.Node).Distinct().Count() >= 2);
    }

    private static void AssertRules(ClusterMap before, ClusterMap after, string context)
    {
        var staying = after.Devices.Where(device => device.IsStaying).ToArray();
        var limits = after.Groups.Select(group => group.Profile).Distinct().ToDictionary(profile => profile, profile => new SpreadLimits(profile, staying));
        foreach (var group in after.Groups)
        {
            var places = group.Devices.Concat(group.Moves.Select(move => move.From)).ToArray();
            Assert.True(places.Distinct().Count() == places.Length, $"{context}: a device is in group {group.Id} twice");
            Assert.True(group.Moves.Count(move => after.FindDevice(move.From)!.IsReadable) <= 1, $"{context}: two readable members of group {group.Id} are under way");
            var old = before.FindGroup(group.Id);
            if (old is null) continue;
            for (var i = 0; i < group.Devices.Count; i++)
            {
                if (group.Devices[i] == old.Devices[i]) continue;
                Assert.True(after.FindDevice(group.Devices[i])!.State == DeviceState.Active, $"{context}: group {group.Id} moved to a device that is not active");
                Assert.True(group.FormerOf(i) == (old.FormerOf(i) ?? old.Devices[i]), $"{context}: group {group.Id} forgot where position {i} was");
                Assert.True(group.Epoch == old.Epoch.Next, $"{context}: the epoch of group {group.Id} did not rise");
                var member = after.FindDevice(group.Devices[i])!;
                var neighbours = group.Devices.Select(id => after.FindDevice(id)!).Count(device => device.Node == member.Node && device.Zone == member.Zone && device.State != DeviceState.Out);
                Assert.True(neighbours <= limits[group.Profile].NodeMaxOf(member.Zone), $"{context}: group {group.Id} moved to a node that it uses already");
            }
        }
    }

    private static void AssertAtRest(ClusterMap map, string context)
    {
        var zoneCount = map.Devices.Where(device => device.IsStaying).Select(device => device.Zone).Distinct().Count();
        foreach (var group in map.Groups)
        {
            var members = group.Devices.Select(id => map.FindDevice(id)!).ToArray();
            Assert.True(members.All(device => device.IsStaying), $"{context}: group {group.Id} keeps a device that is given up or draining");
            var inZoneMax = members.CountBy(device => device.Zone).Max(zone => zone.Value);
            Assert.True(inZoneMax <= PlacementRules.ZoneFragmentsMax(group.Profile, zoneCount), $"{context}: group {group.Id} lies too closely");
            Assert.True(inZoneMax <= group.Profile.ParityFragments, $"{context}: group {group.Id} does not bear the loss of a zone");
        }

        foreach (var profile in Profiles) AssertEven(map, profile, context);
    }

    /// <summary>
    /// Devices are as full as their capacity allows, within two places and rounding; a tenth of their places in the rare history where the spread over nodes allows
    /// neither a direct move nor one through a device between.
    /// </summary>
    private static void AssertEven(ClusterMap map, ErasureProfile profile, string context)
    {
        if (map.Devices.Any(device => device.State == DeviceState.Down)) return;
        var staying = map.Devices.Where(device => device.IsStaying).ToArray();
        var groups = map.Groups.Where(group => group.Profile == profile).ToArray();
        var targets = PlaceTargets.Compute(staying, new SpreadLimits(profile, staying), groups.Length, groups.Length * profile.FragmentCount);
        var places = groups.SelectMany(group => group.Devices).CountBy(id => id).ToDictionary();
        foreach (var device in staying)
        {
            var off = places.GetValueOrDefault(device.Id) - targets[device.Id];
            Assert.True(Math.Abs(off) < Math.Max(2.5, targets[device.Id] / 10), $"{context}: {profile} gives {device.Id} in zone {device.Zone} {off:f1} places more than its target {targets[device.Id]:f1}");
        }
    }
}
