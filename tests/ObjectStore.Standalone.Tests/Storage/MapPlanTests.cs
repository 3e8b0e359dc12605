using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Placement;
using ObjectStore.Standalone.Storage;

namespace ObjectStore.Standalone.Tests.Storage;

public class MapPlanTests
{
    private static readonly ErasureProfile Profile = new(4, 2);
    private static readonly PlacementTarget[] Targets = [new(PoolName.Default, Profile)];

    [Fact]
    public void Make_FirstStart_FormsGroupsOfBothProfiles()
    {
        var plan = MapPlan.Make(ClusterMap.Empty, Devices(), Targets);

        Assert.Contains(plan.Map.Groups, group => group.Profile == Profile);
        Assert.Contains(plan.Map.Groups, group => group.Profile == ErasureProfile.Replicated);
        Assert.Empty(plan.Replaced);
        Assert.Empty(plan.Missing);
    }

    [Fact]
    public void Make_NothingChanged_KeepsTheMap()
    {
        var devices = Devices();
        var map = MapPlan.Make(ClusterMap.Empty, devices, Targets).Map;

        Assert.Same(map, MapPlan.Make(map, devices, Targets).Map);
    }

    [Fact]
    public void Make_DeviceLostAndANewOneInItsZone_TakesItsPlaceInEveryGroup()
    {
        var devices = Devices();
        var map = MapPlan.Make(ClusterMap.Empty, devices, Targets).Map;
        var replacement = Make(99, 'b');
        Device[] found = [.. devices.Where((_, index) => index != 2), replacement];

        var plan = MapPlan.Make(map, found, Targets);

        Assert.Equal([replacement.Id], plan.Replaced);
        Assert.Null(plan.Map.FindDevice(devices[2].Id));
        Assert.Equal(
            map.Groups.Select(group => group.Devices.Select(id => id == devices[2].Id ? replacement.Id : id)),
            plan.Map.Groups.Take(map.Groups.Count).Select(group => group.Devices));
    }

    [Fact]
    public void Make_DeviceMissingWithoutReplacement_IsDownAndComesBack()
    {
        var devices = Devices();
        var map = MapPlan.Make(ClusterMap.Empty, devices, Targets).Map;

        var without = MapPlan.Make(map, devices[..5], Targets);
        var again = MapPlan.Make(without.Map, devices, Targets);

        Assert.Equal([devices[5].Id], without.Missing);
        Assert.Equal(DeviceState.Down, without.Map.FindDevice(devices[5].Id)!.State);
        Assert.Equal(DeviceState.Active, again.Map.FindDevice(devices[5].Id)!.State);
        Assert.Empty(again.Missing);
    }

    /// <summary>Disks that were not mounted at one start: empty devices in their folders must not push them out of the map.</summary>
    [Fact]
    public void Make_MoreDevicesLostThanCanBeRebuilt_KeepsTheirPlacesUntilTheyComeBack()
    {
        var devices = Devices();
        var map = MapPlan.Make(ClusterMap.Empty, devices, Targets).Map;
        Device[] found = [devices[0], devices[2], devices[4], Make(97, 'a'), Make(98, 'b'), Make(99, 'c')];

        var without = MapPlan.Make(map, found, Targets);
        var again = MapPlan.Make(without.Map, devices, Targets);

        Assert.Empty(without.Replaced);
        Assert.Equal([devices[1].Id, devices[3].Id, devices[5].Id], without.Missing);
        Assert.Equal(map.Groups, without.Map.Groups.Take(map.Groups.Count));
        Assert.Contains(without.Map.Groups.Skip(map.Groups.Count), group => group.Profile == Profile);
        Assert.All(devices, device => Assert.Equal(DeviceState.Active, again.Map.FindDevice(device.Id)!.State));
    }

    private static Device[] Devices() => [Make(1, 'a'), Make(2, 'a'), Make(3, 'b'), Make(4, 'b'), Make(5, 'c'), Make(6, 'c')];

    private static Device Make(int number, char zone) => new(
        new DeviceId(new Guid(number, 0, 0, new byte[8])), new NodeName($"node-{zone}"), new ZoneName(zone.ToString()), DeviceState.Active, 1L << 40);
}
