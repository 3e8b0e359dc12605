using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Topology;
using ObjectStore.Placement;
using Xunit;

namespace ObjectStore.Curator.Tests.Topology;

public sealed class TopologyPlanTests
{
    private static readonly TopologyOptions Options = new();
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly HashSet<DeviceId> _silent = [];
    private readonly Dictionary<DeviceId, DateTimeOffset> _heardAt = [];
    private readonly Dictionary<DeviceId, DateTimeOffset> _failedAt = [];
    private ClusterMap _map = ClusterMap.Empty;
    private DateTimeOffset _now = Start;

    [Fact]
    public void Make_DeviceFallsSilent_GoesThroughItsStatesAtTheirTimes()
    {
        Join(zones: 3, nodesPerZone: 4, devicesPerNode: 2);
        var device = _map.Devices[0].Id;
        _silent.Add(device);

        Assert.Equal(DeviceState.Active, StateAfter(device, TimeSpan.FromSeconds(2)));
        Assert.Equal(DeviceState.Suspect, StateAfter(device, TimeSpan.FromSeconds(2)));
        Assert.Equal(DeviceState.Suspect, StateAfter(device, TimeSpan.FromSeconds(20)));
        Assert.Equal(DeviceState.Down, StateAfter(device, TimeSpan.FromSeconds(10)));
        Assert.Equal(DeviceState.Down, StateAfter(device, TimeSpan.FromMinutes(9)));
        Assert.Equal(DeviceState.Out, StateAfter(device, TimeSpan.FromMinutes(2)));
        Assert.DoesNotContain(_map.Groups, group => group.Devices.Contains(device));
    }

    /// <summary>Goal: what a pool has in a zone counts as a zone, also where another pool answers there.</summary>
    [Fact]
    public void Make_ZoneOfOnePoolFallsSilent_IsNeverGivenUp()
    {
        Join(zones: 3, nodesPerZone: 4, devicesPerNode: 2);
        var others = _map.Devices.Where(static device => device.Node.Value is "node-0" or "node-1" or "node-2").Select(static device => device with { Id = new DeviceId(Guid.NewGuid()), Pool = new PoolName("cold") }).ToArray();
        _map = Reconcile(PlacementPlanner.UpdateDevices(_map, others), []);
        foreach (var device in others) _heardAt[device.Id] = _now;
        var silent = others[0];
        foreach (var device in others.Where(device => device.Zone == silent.Zone)) _silent.Add(device.Id);

        Assert.Equal(DeviceState.Down, StateAfter(silent.Id, TimeSpan.FromHours(2)));
    }

    [Fact]
    public void Make_NewDevice_JoinsThePoolThatItNames()
    {
        Join(zones: 3, nodesPerZone: 4, devicesPerNode: 2);

        Assert.Equal("cold", JoinedPool("cold", nameOnOthers: "default"));
        Assert.Equal("default", JoinedPool("default", nameOnOthers: "default"));
    }

    /// <summary>Goal: a map from before pools has every device in the default one, and a new disk of the same nodes belongs to them.</summary>
    [Fact]
    public void Make_NewDeviceNamesWhatTheOthersName_JoinsTheirPool()
    {
        Join(zones: 3, nodesPerZone: 4, devicesPerNode: 2);

        Assert.Equal("default", JoinedPool("main", nameOnOthers: "main"));
    }

    [Fact]
    public void Make_NewDeviceOfAnUnknownPoolWhileMostAreSilent_HasToWait()
    {
        Join(zones: 3, nodesPerZone: 4, devicesPerNode: 2);
        foreach (var device in _map.Devices.Skip(1)) _silent.Add(device.Id);

        Assert.Null(JoinedPool("main", nameOnOthers: "default"));
        Assert.Equal("default", JoinedPool("default", nameOnOthers: "default"));
    }

    [Theory]
    [InlineData(5, DeviceState.Suspect)]
    [InlineData(60, DeviceState.Down)]
    [InlineData(3600, DeviceState.Out)]
    public void Make_DeviceComesBack_IsActiveAgain(int seconds, DeviceState reached)
    {
        Join(zones: 3, nodesPerZone: 4, devicesPerNode: 2);
        var device = _map.Devices[0].Id;
        _silent.Add(device);
        Pass(TimeSpan.FromSeconds(seconds));
        Assert.Equal(reached, _map.FindDevice(device)!.State);

        _silent.Clear();

        Assert.Equal(DeviceState.Active, StateAfter(device, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Make_WritesOfADeviceFail_IsEmptiedAfterTheIntervalAndStaysSo()
    {
        Join(zones: 3, nodesPerZone: 4, devicesPerNode: 2);
        var device = _map.Devices[0].Id;
        _failedAt[device] = _now;

        Assert.Equal(DeviceState.Active, StateAfter(device, TimeSpan.FromMinutes(9)));
        Assert.Equal(DeviceState.Draining, StateAfter(device, TimeSpan.FromMinutes(2)));
        Assert.DoesNotContain(_map.Groups, group => group.Devices.Contains(device));

        // Opened anew it takes writes again, until they fail again: a disk that has failed once is to be replaced.
        _failedAt.Clear();
        Assert.Equal(DeviceState.Draining, StateAfter(device, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Make_WritesOfAWholeZoneFail_NothingIsEmptied()
    {
        Join(zones: 3, nodesPerZone: 2, devicesPerNode: 2);
        foreach (var device in _map.Devices.Where(device => device.Zone.Value == "a")) _failedAt[device.Id] = _now;

        Pass(TimeSpan.FromHours(1));

        Assert.All(_map.Devices, device => Assert.Equal(DeviceState.Active, device.State));
    }

    [Fact]
    public void Make_WholeZoneSilent_IsDownButNeverGivenUp()
    {
        Join(zones: 3, nodesPerZone: 2, devicesPerNode: 2);
        var zone = _map.Devices.Where(device => device.Zone.Value == "a").Select(device => device.Id).ToArray();
        _silent.UnionWith(zone);

        Pass(TimeSpan.FromHours(24));

        Assert.All(zone, id => Assert.Equal(DeviceState.Down, _map.FindDevice(id)!.State));
        Assert.DoesNotContain(_map.Groups, group => group.Moves.Count > 0);
        Assert.Contains(_map.Groups, group => group.StandsInFor == new ErasureProfile(4, 2) && !group.Devices.Any(zone.Contains));
    }

    [Fact]
    public void Make_TwoNodesSilentAtOnce_WhenOneIsBackTheOtherHasTheIntervalToFollow()
    {
        Join(zones: 3, nodesPerZone: 4, devicesPerNode: 2);
        var first = _map.Devices.Where(device => device.Node.Value == "node-1").Select(device => device.Id).ToArray();
        var second = _map.Devices.Where(device => device.Node.Value == "node-5").Select(device => device.Id).ToArray();
        _silent.UnionWith([.. first, .. second]);

        Pass(TimeSpan.FromHours(1));
        Assert.All(first.Concat(second), id => Assert.Equal(DeviceState.Down, _map.FindDevice(id)!.State));
        _silent.ExceptWith(second);
        Pass(TimeSpan.FromMinutes(9));
        Assert.All(first, id => Assert.Equal(DeviceState.Down, _map.FindDevice(id)!.State));
        Pass(TimeSpan.FromMinutes(2));

        Assert.All(first, id => Assert.Equal(DeviceState.Out, _map.FindDevice(id)!.State));
        Assert.All(second, id => Assert.Equal(DeviceState.Active, _map.FindDevice(id)!.State));
    }

    /// <summary>Goal: machines of a zone that has power again start one after the other, and nothing is copied for that. Method: the last of them comes when it would long have been given up.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Make_ZoneComesBackNodeByNode_NobodyIsGivenUp(int nodesPerZone)
    {
        Join(zones: 3, nodesPerZone, devicesPerNode: 2);
        var nodes = _map.Devices.Where(device => device.Zone.Value == "a").GroupBy(device => device.Node.Value).Select(node => node.Select(device => device.Id).ToArray()).ToArray();
        foreach (var node in nodes) _silent.UnionWith(node);
        Pass(TimeSpan.FromHours(1));

        foreach (var node in nodes)
        {
            Pass(TimeSpan.FromMinutes(5));
            Assert.All(_silent, id => Assert.Equal(DeviceState.Down, _map.FindDevice(id)!.State));
            _silent.ExceptWith(node);
            Pass(TimeSpan.FromSeconds(1));
            Assert.All(_silent, id => Assert.Equal(DeviceState.Down, _map.FindDevice(id)!.State));
        }

        Assert.All(_map.Devices, device => Assert.Equal(DeviceState.Active, device.State));
    }

    [Fact]
    public void Make_ZoneReplacedAndToBeEmptied_IsGivenUp()
    {
        Join(zones: 3, nodesPerZone: 2, devicesPerNode: 2);
        var zone = _map.Devices.Where(device => device.Zone.Value == "b").Select(device => device.Id).ToArray();
        _silent.UnionWith(zone);
        Device[] replacements = [.. _map.Devices.Where(device => zone.Contains(device.Id)).Select((device, i) => device with { Id = new DeviceId(new Guid(100 + i, 0, 0, new byte[8])), Node = new NodeName($"new-{i}") })];
        _map = PlacementPlanner.UpdateDevices(_map, replacements);
        Pass(TimeSpan.FromHours(1));
        Assert.All(zone, id => Assert.Equal(DeviceState.Down, _map.FindDevice(id)!.State));

        _map = PlacementPlanner.SetLeaving(_map, zone, isLeaving: true, _now);
        Pass(TimeSpan.FromSeconds(5));

        Assert.All(zone, id => Assert.Equal(DeviceState.Out, _map.FindDevice(id)!.State));
    }

    [Fact]
    public void Make_NextNodeSilentBeforeTheLastIsRebuilt_WaitsForThat()
    {
        Join(zones: 3, nodesPerZone: 4, devicesPerNode: 2);
        _silent.UnionWith(_map.Devices.Where(device => device.Node.Value == "node-1").Select(device => device.Id));
        Pass(TimeSpan.FromHours(1));
        var next = _map.Devices.First(device => device.Node.Value == "node-2").Id;
        _silent.Add(next);

        Pass(TimeSpan.FromHours(1));
        Assert.Equal(DeviceState.Down, _map.FindDevice(next)!.State);
        _map = PlacementPlanner.EndMoves(_map, [.. _map.Groups.SelectMany(group => group.Moves.Select(move => (group.Id, move)))]);
        Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(DeviceState.Out, _map.FindDevice(next)!.State);
    }

    [Fact]
    public void Make_MostDevicesSilent_ChangesNobody()
    {
        Join(zones: 3, nodesPerZone: 2, devicesPerNode: 2);
        var before = _map;
        _silent.UnionWith(_map.Devices.Skip(4).Select(device => device.Id));

        Pass(TimeSpan.FromHours(1));

        Assert.Same(before, _map);
    }

    [Fact]
    public void Make_DrainingDeviceSilentAndBack_GoesOnDraining()
    {
        Join(zones: 3, nodesPerZone: 4, devicesPerNode: 2);
        var device = _map.Devices[0].Id;
        _map = PlacementPlanner.SetLeaving(_map, [device], isLeaving: true, _now);
        _silent.Add(device);
        Pass(TimeSpan.FromHours(1));
        Assert.Equal(DeviceState.Out, _map.FindDevice(device)!.State);

        _silent.Clear();

        Assert.Equal(DeviceState.Draining, StateAfter(device, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Make_NothingNew_KeepsTheMap()
    {
        Join(zones: 3, nodesPerZone: 2, devicesPerNode: 2);
        var before = _map;

        Pass(TimeSpan.FromHours(1));

        Assert.Same(before, _map);
    }

    private DeviceState StateAfter(DeviceId device, TimeSpan time)
    {
        Pass(time);
        return _map.FindDevice(device)!.State;
    }

    private void Join(int zones, int nodesPerZone, int devicesPerNode)
    {
        var devices = new List<Device>();
        for (var node = 0; node < zones * nodesPerZone; node++)
        {
            for (var d = 0; d < devicesPerNode; d++)
            {
                devices.Add(new Device(
                    new DeviceId(new Guid(devices.Count + 1, 0, 0, new byte[8])), new NodeName($"node-{node}"), new ZoneName(((char)('a' + node % zones)).ToString()), DeviceState.Active, 1 << 30));
            }
        }

        _map = Reconcile(ClusterMap.Empty, devices);
        foreach (var device in devices) _heardAt[device.Id] = _now;
    }

    /// <summary>The pool that a new device gets, or null when it does not join.</summary>
    private string? JoinedPool(string name, string nameOnOthers)
    {
        var status = new DeviceStatus(1 << 30, 1 << 29, 0, 1, IsWritable: true);
        var answers = _map.Devices.Where(device => !_silent.Contains(device.Id))
            .ToDictionary(device => device.Id, device => new DiscoveredDevice(device.Id, device.Node, device.Zone, status) { Pool = new PoolName(nameOnOthers) });
        var added = new DeviceId(new Guid(9_999, 0, 0, new byte[8]));
        answers[added] = new DiscoveredDevice(added, new NodeName("node-0"), new ZoneName("a"), status) { Pool = new PoolName(name) };
        var silences = _silent.ToDictionary(id => id, _ => TimeSpan.FromSeconds(1));
        return TopologyPlan.Make(_map, answers, silences, new Dictionary<DeviceId, TimeSpan>(), _now, Options).Devices.SingleOrDefault(device => device.Id == added)?.Pool.Value;
    }

    /// <summary>Lets time pass in rounds of a second at first and longer ones later, as the curator would ask.</summary>
    private void Pass(TimeSpan time)
    {
        var end = _now + time;
        while (_now < end)
        {
            var step = TimeSpan.FromSeconds(end - _now > TimeSpan.FromMinutes(2) ? 60 : 1);
            _now += step < end - _now ? step : end - _now;
            Round();
        }
    }

    private void Round()
    {
        var answers = _map.Devices.Where(device => !_silent.Contains(device.Id)).ToDictionary(
            device => device.Id, device => new DiscoveredDevice(device.Id, device.Node, device.Zone, new DeviceStatus(1 << 30, 1 << 29, 0, 1, IsWritable: true)));
        foreach (var id in answers.Keys) _heardAt[id] = _now;
        var silences = _silent.ToDictionary(id => id, id => _now - _heardAt[id]);
        var failures = _failedAt.ToDictionary(pair => pair.Key, pair => _now - pair.Value);
        var plan = TopologyPlan.Make(_map, answers, silences, failures, _now, Options);
        if (plan.Devices.Count > 0) _map = Reconcile(_map, plan.Devices);
    }

    private static ClusterMap Reconcile(ClusterMap map, IReadOnlyList<Device> devices) =>
        PlacementPlanner.Reconcile(map, new PlacementRequirements { Profiles = [new ErasureProfile(4, 2), ErasureProfile.Replicated], Devices = devices });
}
