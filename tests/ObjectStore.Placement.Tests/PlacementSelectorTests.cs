using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using Xunit;

namespace ObjectStore.Placement.Tests;

public sealed class PlacementSelectorTests
{
    private static readonly ErasureProfile FourPlusTwo = new(4, 2);
    private readonly SteppedTimeProvider _time = new();

    [Fact]
    public void Select_NoMap_GivesNothing() => Assert.Null(CreateSelector().Select(In(FourPlusTwo), []));

    [Fact]
    public void Select_AllActive_UsesEveryGroup()
    {
        var selector = CreateSelector(Devices.InZones(2, 2, 2));

        var selected = Enumerable.Range(0, 1000).Select(_ => selector.Select(In(FourPlusTwo), [])!.Id).ToHashSet();

        Assert.Equal(6, selected.Count);
    }

    [Fact]
    public void Select_DeviceNotActive_AvoidsItsGroups()
    {
        var selector = CreateSelector(Devices.InZones(3, 3, 3));
        selector.Update(PlacementPlanner.SetDeviceState(selector.Map, Devices.Id(1), DeviceState.Suspect));

        for (var i = 0; i < 500; i++) Assert.DoesNotContain(Devices.Id(1), selector.Select(In(FourPlusTwo), [])!.Devices);
    }

    [Fact]
    public void Resolve_ZoneDownAndBack_WritesToStandInsOnlyMeanwhile()
    {
        var selector = CreateSelector(Devices.InZones(2, 2, 2));
        var map = selector.Map;
        var down = PlacementPlanner.SetDeviceState(PlacementPlanner.SetDeviceState(map, Devices.Id(1), DeviceState.Suspect), Devices.Id(2), DeviceState.Suspect);
        var during = PlacementPlanner.Plan(down, new PlacementRequirements { Profiles = [FourPlusTwo] });

        Assert.Equal(FourPlusTwo, selector.Resolve(In(FourPlusTwo)));
        selector.Update(down);
        Assert.Null(selector.Select(In(FourPlusTwo), []));
        selector.Update(during);
        Assert.Equal(new ErasureProfile(2, 2), selector.Resolve(In(FourPlusTwo)));
        Assert.Equal(FourPlusTwo, selector.Select(In(selector.Resolve(In(FourPlusTwo))), [])!.StandsInFor);
        var back = new ClusterMap(during.Epoch.Next, map.Devices, during.Groups);
        selector.Update(back);
        Assert.Equal(FourPlusTwo, selector.Resolve(In(FourPlusTwo)));
    }

    [Fact]
    public void Select_FailureReported_AvoidsTheDeviceUntilItExpires()
    {
        var selector = CreateSelector(Devices.InZones(3, 3, 3));

        selector.ReportFailure(Devices.Id(1));

        for (var i = 0; i < 500; i++) Assert.DoesNotContain(Devices.Id(1), selector.Select(In(FourPlusTwo), [])!.Devices);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Contains(Enumerable.Range(0, 500), _ => selector.Select(In(FourPlusTwo), [])!.Devices.Contains(Devices.Id(1)));
    }

    [Fact]
    public void Select_FailureReportedBeforeANewMap_IsStillAvoided()
    {
        var selector = CreateSelector(Devices.InZones(3, 3, 3));
        selector.ReportFailure(Devices.Id(1));

        selector.Update(PlacementPlanner.SetDeviceState(selector.Map, Devices.Id(9), DeviceState.Down));

        for (var i = 0; i < 500; i++) Assert.DoesNotContain(Devices.Id(1), selector.Select(In(FourPlusTwo), [])!.Devices);
    }

    [Fact]
    public void Select_FullDevice_IsAvoidedUntilItHasRoom()
    {
        var selector = CreateSelector(Devices.InZones(3, 3, 3));

        selector.UpdateFreeBytes(new Dictionary<DeviceId, long> { [Devices.Id(1)] = 0 });

        for (var i = 0; i < 500; i++) Assert.DoesNotContain(Devices.Id(1), selector.Select(In(FourPlusTwo), [])!.Devices);
    }

    [Fact]
    public void Select_UnequalFreeSpace_FollowsTheFullestMember()
    {
        var selector = CreateSelector(Devices.InZones(2, 2, 2));
        var replicated = ErasureProfile.Replicated;
        var free = selector.Map.Devices.ToDictionary(device => device.Id, _ => 900L << 20);
        free[Devices.Id(1)] = 100L << 20;

        selector.UpdateFreeBytes(free);

        var share = Enumerable.Range(0, 20_000).Count(_ => selector.Select(In(replicated), [])!.Devices.Contains(Devices.Id(1))) / 20_000.0;
        Assert.InRange(share, 0.08, 0.12);
    }

    [Fact]
    public void Select_ExcludedGroups_AreNotGivenAgain()
    {
        var selector = CreateSelector(Devices.InZones(2, 2, 2));
        var excluded = new List<PlacementGroupId>();

        while (selector.Select(In(FourPlusTwo), excluded.ToArray()) is { } group) excluded.Add(group.Id);

        Assert.Equal(6, excluded.Distinct().Count());
        Assert.Equal(6, excluded.Count);
    }

    [Fact]
    public void Select_NoGroupIsWhole_TakesOneThatCanReachTheQuorum()
    {
        var selector = CreateSelector(Devices.InZones(2, 2, 2));
        selector.ReportFailure(Devices.Id(1));
        selector.ReportFailure(Devices.Id(2));

        Assert.Equal(ErasureProfile.Replicated, selector.Select(In(ErasureProfile.Replicated), [])?.Profile);
        Assert.Null(selector.Select(In(FourPlusTwo), []));
    }

    [Fact]
    public void CanReachQuorumWithout_DevicesOfAZone_IsSoWhereTheProfileOrItsStandInsBearIt()
    {
        var selector = CreateSelector(Devices.InZones(2, 2, 2));
        var zone = new[] { Devices.Id(1), Devices.Id(2) };

        Assert.False(selector.CanReachQuorumWithout(In(FourPlusTwo), zone));
        Assert.False(selector.CanReachQuorumWithout(In(FourPlusTwo), [Devices.Id(1)]));
        Assert.True(selector.CanReachQuorumWithout(In(ErasureProfile.Replicated), zone));
        Assert.False(selector.CanReachQuorumWithout(In(ErasureProfile.Replicated), [.. zone, Devices.Id(3), Devices.Id(4)]));

        var lost = new ClusterMap(selector.Map.Epoch, [.. selector.Map.Devices.Select(device => zone.Contains(device.Id) ? device with { State = DeviceState.Down } : device)], selector.Map.Groups);
        selector.Update(PlacementPlanner.Plan(lost, new PlacementRequirements { Profiles = [FourPlusTwo] }));

        Assert.True(selector.CanReachQuorumWithout(In(FourPlusTwo), zone));
        Assert.False(selector.CanReachQuorumWithout(In(FourPlusTwo), [.. zone, Devices.Id(3)]));
    }

    [Fact]
    public void Update_OlderMap_IsIgnored()
    {
        var selector = CreateSelector(Devices.InZones(2, 2, 2));
        var older = selector.Map;
        var newer = PlacementPlanner.SetDeviceState(older, Devices.Id(1), DeviceState.Down);
        selector.Update(newer);

        selector.Update(older);

        Assert.Same(newer, selector.Map);
    }

    [Fact]
    public void Select_HotPath_AllocatesNothing()
    {
        var selector = CreateSelector(Devices.InZones(3, 3, 3));
        ReadOnlySpan<PlacementGroupId> excluded = [new(1), new(2)];
        for (var i = 0; i < 1000; i++) selector.Select(In(FourPlusTwo), excluded);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) selector.Select(In(FourPlusTwo), excluded);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private PlacementSelector CreateSelector(params Device[] devices)
    {
        var selector = new PlacementSelector(_time, new PlacementSelectorOptions());
        if (devices.Length > 0)
            selector.Update(PlacementPlanner.Plan(ClusterMap.Empty, new PlacementRequirements { Profiles = [FourPlusTwo, ErasureProfile.Replicated], Devices = devices }));
        return selector;
    }

    private sealed class SteppedTimeProvider : TimeProvider
    {
        private long _timestamp;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _timestamp;

        public void Advance(TimeSpan time) => _timestamp += time.Ticks;
    }

    private static PlacementTarget In(ErasureProfile profile) => new(PoolName.Default, profile);
}
