using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using Xunit;

namespace ObjectStore.Placement.Tests;

public sealed class PoolTests
{
    private static readonly ErasureProfile FourPlusTwo = new(4, 2);
    private static readonly ErasureProfile TwoPlusOne = new(2, 1);
    private static readonly PoolName Cold = new("cold");

    [Fact]
    public void Plan_SecondPool_FormsGroupsOfItsOwnAndLeavesTheOthers()
    {
        var first = Plan(ClusterMap.Empty, PoolName.Default, FourPlusTwo, Devices.InZones(2, 2, 2));

        var map = Plan(first, Cold, TwoPlusOne, Of(Cold, Devices.InZones(1, 1, 1), 100));

        Assert.Equal(first.Groups, map.OfPool(PoolName.Default).Groups);
        Assert.NotEmpty(map.OfPool(Cold).Groups);
        AssertSeparate(map);
        Assert.Equal(map.Groups.Count, map.Groups.Select(static group => group.Id).Distinct().Count());
        Assert.Equal([Cold, PoolName.Default], map.Pools);
        Assert.Equal(PoolName.Default, map.DefaultPool);
    }

    [Fact]
    public void Plan_PoolThatCannotServe_IsRefusedForItselfAlone()
    {
        var map = PlacementPlanner.UpdateDevices(Plan(ClusterMap.Empty, PoolName.Default, FourPlusTwo, Devices.InZones(2, 2, 2)), Of(Cold, Devices.InZones(1, 1), 100));

        Assert.Same(map, Plan(map, PoolName.Default, FourPlusTwo));
        var error = Assert.Throws<StorageException>(() => Plan(map, Cold, TwoPlusOne));
        Assert.Contains("2+1 over 2 zones", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Goal: whatever happens in one pool, no group ever names a device of another, and the other pool's groups do not change. Method: random lives of one of two pools.</summary>
    [Fact]
    public void Reconcile_DevicesComeAndGo_StayWithinTheirPool()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var run = 0; run < 8; run++)
        {
            var map = Plan(ClusterMap.Empty, PoolName.Default, FourPlusTwo, PlannedMaps.Uniform(3, 3, 2));
            map = Plan(map, Cold, TwoPlusOne, Of(Cold, PlannedMaps.Uniform(3, 3, 2), 1_000));
            var others = map.OfPool(PoolName.Default).Groups;
            for (var step = 0; step < 30; step++)
            {
                map = Reconcile(Change(map, random, step), Cold, TwoPlusOne);
                AssertSeparate(map);
                Assert.Equal(others, map.OfPool(PoolName.Default).Groups);
                if (random.Next(2) == 0) map = PlacementPlanner.EndMoves(map, [.. map.Groups.SelectMany(static group => group.Moves.Select(move => (group.Id, move)))]);
            }
        }
    }

    [Fact]
    public void Reconcile_ZoneOfOnePoolIsDown_StandInsAreFormedInIt()
    {
        var map = Plan(ClusterMap.Empty, PoolName.Default, FourPlusTwo, Devices.InZones(2, 2, 2));
        map = Plan(map, Cold, FourPlusTwo, Of(Cold, Devices.InZones(2, 2, 2), 100));
        foreach (var device in map.Devices.Where(static device => device.Pool == Cold && device.Zone.Value == "a")) map = PlacementPlanner.SetDeviceState(map, device.Id, DeviceState.Down);

        map = Reconcile(Reconcile(map, PoolName.Default, FourPlusTwo), Cold, FourPlusTwo);

        AssertSeparate(map);
        Assert.All(map.Groups.Where(static group => group.StandsInFor is not null), static group => Assert.Equal(Cold, group.Pool));
        Assert.Contains(map.Groups, static group => group.StandsInFor == FourPlusTwo);
    }

    [Fact]
    public void ReplaceDevice_OfAnotherPool_IsRefused()
    {
        var map = Plan(ClusterMap.Empty, PoolName.Default, FourPlusTwo, Devices.InZones(2, 2, 2));

        Assert.Throws<StorageException>(() => PlacementPlanner.ReplaceDevice(map, Devices.Id(1), Devices.Create(99, zone: 0, node: 1) with { Pool = Cold }));
    }

    [Fact]
    public void DefaultPool_FirstGroupIsOfAnother_IsThatForEver()
    {
        var map = Plan(ClusterMap.Empty, Cold, FourPlusTwo, Of(Cold, Devices.InZones(2, 2, 2), 0));
        map = Plan(map, PoolName.Default, FourPlusTwo, [.. Devices.InZones(2, 2, 2).Select(static (device, i) => device with { Id = Devices.Id(200 + i) })]);

        Assert.Equal(Cold, map.DefaultPool);
        Assert.Equal(PoolName.Default, ClusterMap.Empty.DefaultPool);
    }

    [Fact]
    public void Select_PoolsWithTheSameProfile_GivesGroupsOfTheOneThatIsAskedFor()
    {
        var selector = SelectorOf(FourPlusTwo);

        for (var i = 0; i < 200; i++) Assert.Equal(Cold, selector.Select(new PlacementTarget(Cold, FourPlusTwo), [])!.Pool);
        for (var i = 0; i < 200; i++) Assert.Equal(PoolName.Default, selector.Select(new PlacementTarget(PoolName.Default, FourPlusTwo), [])!.Pool);
        Assert.Null(selector.Select(new PlacementTarget(new PoolName("none"), FourPlusTwo), []));
    }

    [Fact]
    public void ProfileOf_PoolWithoutTheProfile_IsItsOwn()
    {
        var selector = SelectorOf(TwoPlusOne);

        Assert.Equal(TwoPlusOne, selector.ProfileOf(Cold, FourPlusTwo));
        Assert.Equal(FourPlusTwo, selector.ProfileOf(PoolName.Default, FourPlusTwo));
        Assert.Equal(FourPlusTwo, selector.ProfileOf(new PoolName("none"), FourPlusTwo));
    }

    [Fact]
    public void IsFull_OnePoolHasNoRoom_TheOtherHas()
    {
        var selector = SelectorOf(FourPlusTwo);
        selector.UpdateFreeBytes(selector.Map.Devices.Where(static device => device.Pool == Cold).ToDictionary(static device => device.Id, static _ => 0L));

        Assert.True(selector.IsFull(new PlacementTarget(Cold, FourPlusTwo)));
        Assert.False(selector.IsFull(new PlacementTarget(PoolName.Default, FourPlusTwo)));
        Assert.Null(selector.Select(new PlacementTarget(Cold, FourPlusTwo), []));
    }

    private static PlacementSelector SelectorOf(ErasureProfile cold)
    {
        var selector = new PlacementSelector(TimeProvider.System, new PlacementSelectorOptions());
        var map = Plan(ClusterMap.Empty, PoolName.Default, FourPlusTwo, Devices.InZones(2, 2, 2));
        selector.Update(Plan(map, Cold, cold, Of(Cold, Devices.InZones(2, 2, 2), 100)));
        return selector;
    }

    private static ClusterMap Change(ClusterMap map, Random random, int step)
    {
        var devices = map.Devices.Where(static device => device.Pool == Cold).ToArray();
        var device = devices[random.Next(devices.Length)];
        var gone = devices.Count(static each => each.State != DeviceState.Active);
        return random.Next(4) switch
        {
            0 => PlacementPlanner.UpdateDevices(map, Of(Cold, [Devices.Create(5_000 + step, random.Next(3), 200 + step)], 0)),
            1 when gone < 2 => PlannedMaps.Leaving(map, device.Id),
            2 when gone < 2 => PlacementPlanner.SetDeviceState(map, device.Id, DeviceState.Out),
            3 when !device.IsLeaving => PlacementPlanner.SetDeviceState(map, device.Id, DeviceState.Active),
            _ => map,
        };
    }

    private static void AssertSeparate(ClusterMap map)
    {
        foreach (var group in map.Groups)
        {
            foreach (var id in group.Devices.Concat(group.Moves.Select(static move => move.From))) Assert.Equal(group.Pool, map.FindDevice(id)!.Pool);
        }
    }

    private static Device[] Of(PoolName pool, Device[] devices, int offset) =>
        [.. devices.Select((device, i) => device with { Pool = pool, Id = offset == 0 ? device.Id : Devices.Id(offset + i) })];

    private static ClusterMap Plan(ClusterMap map, PoolName pool, ErasureProfile profile, params Device[] devices) =>
        PlacementPlanner.Plan(map, new PlacementRequirements { Pool = pool, Profiles = [profile, ErasureProfile.Replicated], Devices = devices });

    private static ClusterMap Reconcile(ClusterMap map, PoolName pool, ErasureProfile profile) =>
        PlacementPlanner.Reconcile(map, new PlacementRequirements { Pool = pool, Profiles = [profile, ErasureProfile.Replicated] });
}
