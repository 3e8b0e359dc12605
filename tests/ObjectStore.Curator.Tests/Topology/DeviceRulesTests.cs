using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Reports;
using ObjectStore.Curator.Topology;
using ObjectStore.Placement;
using Xunit;

namespace ObjectStore.Curator.Tests.Topology;

public sealed class DeviceRulesTests
{
    private const long Free = 1000;

    [Theory]
    [InlineData(3, 3, "a0", null)]
    [InlineData(3, 3, "a0 b0 c0", null)]
    [InlineData(4, 2, "d0 d1", null)]
    [InlineData(3, 2, "a0", DeviceRefusalKind.NotEnoughDevices)]
    [InlineData(3, 3, "a0 a1", DeviceRefusalKind.NotEnoughDevices)]
    [InlineData(3, 3, "c0 c1 c2", DeviceRefusalKind.NotEnoughDevices)]
    [InlineData(4, 2, "c0 c1 d0 d1", DeviceRefusalKind.NotEnoughDevices)]
    public void OnDrain_DevicesOfZones_IsRefusedWhereTheProfilesCouldNotBeKept(int zones, int devicesPerZone, string leaving, DeviceRefusalKind? expected)
    {
        var map = MapOf(zones, devicesPerZone);

        var refusal = DeviceRules.OnDrain(map, IdsOf(leaving), ReportsOf(map));

        Assert.Equal(expected, refusal?.Kind);
    }

    [Fact]
    public void OnDrain_ZoneThatIsNeeded_SaysTheNumbers()
    {
        var refusal = DeviceRules.OnDrain(MapOf(3, 3), IdsOf("c0 c1 c2"), new Dictionary<DeviceId, DeviceFigures>());

        Assert.Contains("Without 3 device(s) in 1 zone(s), 6 device(s) in 2 zone(s) would be left.", refusal!.Reason, StringComparison.Ordinal);
        Assert.Contains("4+2 over 2 zones puts 3 fragments into one zone", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void OnDrain_DevicesThatAreLeavingAlready_DoNotCountAsLeft()
    {
        var map = PlacementPlanner.SetLeaving(MapOf(3, 3), IdsOf("a0"), isLeaving: true, DateTimeOffset.UnixEpoch);

        Assert.Null(DeviceRules.OnDrain(map, IdsOf("a0"), ReportsOf(map)));
        Assert.Equal(DeviceRefusalKind.NotEnoughDevices, DeviceRules.OnDrain(map, IdsOf("a1"), ReportsOf(map))?.Kind);
    }

    [Theory]
    [InlineData(2 * Free, true)]
    [InlineData(2 * Free + 1, false)]
    public void OnDrain_ZonesThatMustHoldTheirShare_NeedsRoomInTheSameZone(long used, bool isAllowed)
    {
        var map = MapOf(3, 3);
        var reports = ReportsOf(map);
        reports[IdOf("a0")] = reports[IdOf("a0")] with { LiveBytes = used };

        var refusal = DeviceRules.OnDrain(map, IdsOf("a0"), reports);

        Assert.Equal(isAllowed ? null : DeviceRefusalKind.NotEnoughRoom, refusal?.Kind);
        if (!isAllowed) Assert.Contains("2,001 bytes would have to move in zone a, and the devices that are left there have room for 2,000", refusal!.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a0", null)]
    [InlineData("p0", DeviceRefusalKind.NotEnoughDevices)]
    [InlineData("a0 p0", DeviceRefusalKind.NotEnoughDevices)]
    public void OnDrain_DevicesOfTwoPools_EachPoolMustKeepItsOwnProfiles(string leaving, DeviceRefusalKind? expected)
    {
        var cold = new PoolName("cold");
        var map = PlacementPlanner.Plan(
            MapOf(3, 3),
            new PlacementRequirements { Pool = cold, Profiles = [new ErasureProfile(2, 1)], Devices = [.. "pqr".Select(zone => DeviceOf(zone.ToString(), 0) with { Pool = cold })] });

        Assert.Equal(expected, DeviceRules.OnDrain(map, IdsOf(leaving), ReportsOf(map))?.Kind);
    }

    [Fact]
    public void OnDrain_FullDevicesAreLeft_HaveNoRoom()
    {
        var map = MapOf(3, 3);
        var reports = ReportsOf(map);
        reports[IdOf("a0")] = reports[IdOf("a0")] with { LiveBytes = 1 };
        foreach (var full in IdsOf("a1 a2")) reports[full] = reports[full] with { IsWritable = false };

        Assert.Equal(DeviceRefusalKind.NotEnoughRoom, DeviceRules.OnDrain(map, IdsOf("a0"), reports)?.Kind);
    }

    [Theory]
    [InlineData(6 * Free, true)]
    [InlineData(6 * Free + 1, false)]
    public void OnDrain_WholeZoneOfFour_NeedsRoomInTheOthers(long used, bool isAllowed)
    {
        var map = MapOf(4, 2);
        var reports = ReportsOf(map);
        reports[IdOf("d0")] = reports[IdOf("d0")] with { LiveBytes = used };

        var refusal = DeviceRules.OnDrain(map, IdsOf("d0 d1"), reports);

        Assert.Equal(isAllowed ? null : DeviceRefusalKind.NotEnoughRoom, refusal?.Kind);
    }

    [Fact]
    public void OnDrain_NothingKnownOfTheDevice_IsNotJudgedByRoom() =>
        Assert.Null(DeviceRules.OnDrain(MapOf(3, 3), IdsOf("a0"), new Dictionary<DeviceId, DeviceFigures>()));

    [Fact]
    public void AnyRule_UnknownDevice_IsRefused()
    {
        var map = MapOf(3, 3);
        DeviceId[] unknown = [IdOf("z9")];

        Assert.Equal(DeviceRefusalKind.NoSuchDevice, DeviceRules.OnUnknown(map, unknown)?.Kind);
        Assert.Equal(DeviceRefusalKind.NoSuchDevice, DeviceRules.OnDrain(map, unknown, ReportsOf(map))?.Kind);
        Assert.Equal(DeviceRefusalKind.NoSuchDevice, DeviceRules.OnRemove(map, unknown, ReportsOf(map))?.Kind);
    }

    [Theory]
    [InlineData(DeviceState.Active, true, true, DeviceRefusalKind.HoldsData)]
    [InlineData(DeviceState.Down, true, false, DeviceRefusalKind.HoldsData)]
    [InlineData(DeviceState.Down, false, false, DeviceRefusalKind.HoldsData)]
    [InlineData(DeviceState.Out, true, false, DeviceRefusalKind.HoldsData)]
    [InlineData(DeviceState.Drained, false, true, DeviceRefusalKind.StillAnswers)]
    [InlineData(DeviceState.Drained, false, false, null)]
    [InlineData(DeviceState.Out, false, false, null)]
    public void OnRemove_ByStateAndAnswer_OnlyWhatIsEmptyAndGoneMayGo(DeviceState state, bool isNamed, bool isAnswering, DeviceRefusalKind? expected)
    {
        var formed = MapOf(3, 2);
        var spare = DeviceOf("a", 7) with { State = state };
        var map = isNamed ? PlacementPlanner.SetDeviceState(formed, IdOf("a0"), state) : PlacementPlanner.UpdateDevices(formed, [spare]);
        var id = isNamed ? IdOf("a0") : spare.Id;
        var reports = ReportsOf(map);
        reports[id] = reports[id] with { IsAnswering = isAnswering };

        Assert.Equal(expected, DeviceRules.OnRemove(map, [id], reports)?.Kind);
    }

    private static ClusterMap MapOf(int zones, int devicesPerZone)
    {
        var devices = Enumerable.Range(0, zones).SelectMany(zone => Enumerable.Range(0, devicesPerZone).Select(number => DeviceOf(((char)('a' + zone)).ToString(), number)));
        return PlacementPlanner.Plan(
            ClusterMap.Empty, new PlacementRequirements { Profiles = [new ErasureProfile(4, 2), ErasureProfile.Replicated], Devices = [.. devices] });
    }

    private static Dictionary<DeviceId, DeviceFigures> ReportsOf(ClusterMap map) => map.Devices.ToDictionary(
        device => device.Id, device => new DeviceFigures(device.Id.Value, "default", 10 * Free, Free, 0, 0, IsWritable: true, IsAnswering: true, ""));

    private static Device DeviceOf(string zone, int number) =>
        new(IdOf($"{zone}{number}"), new NodeName($"node-{zone}{number}"), new ZoneName(zone), DeviceState.Active, 10 * Free);

    private static DeviceId[] IdsOf(string names) => [.. names.Split(' ').Select(IdOf)];

    private static DeviceId IdOf(string name) => new(new Guid(name[0], 0, (short)(name[1] - '0'), new byte[8]));
}
