using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Placement;

/// <summary>Lists every set of devices that one stripe may lie on: zones evenly filled, nodes as different as they can be.</summary>
internal sealed class DeviceSetEnumerator
{
    private readonly ErasureProfile _profile;
    private readonly ZoneDevices[] _zones;
    private readonly int _setsMax;
    private readonly int _zoneMax;
    private readonly int _zoneMin;
    private readonly List<Device[]> _sets = [];
    private readonly List<Device> _chosen = [];

    public DeviceSetEnumerator(ErasureProfile profile, ZoneDevices[] zones, int setsMax)
    {
        _profile = profile;
        _zones = zones;
        _setsMax = setsMax;
        _zoneMax = PlacementRules.ZoneFragmentsMax(profile, zones.Length);
        _zoneMin = profile.FragmentCount / zones.Length;
    }

    /// <summary>The sets, or null when there are more than allowed.</summary>
    public IReadOnlyList<Device[]>? Enumerate()
    {
        EnterZone(0);
        return _sets.Count > _setsMax ? null : _sets;
    }

    private bool IsFull => _sets.Count > _setsMax;

    private void EnterZone(int z)
    {
        if (z == _zones.Length)
        {
            _sets.Add([.. _chosen]);
            return;
        }

        var left = _profile.FragmentCount - _chosen.Count;
        for (var count = Math.Min(_zoneMin, _zones[z].Devices.Length); count <= Math.Min(_zoneMax, _zones[z].Devices.Length) && !IsFull; count++)
        {
            if (CanFinish(z + 1, left - count)) ChooseInZone(z, first: 0, count, _zones[z].NodeFragmentsMax(count));
        }
    }

    private void ChooseInZone(int z, int first, int count, int nodeMax)
    {
        if (count == 0)
        {
            EnterZone(z + 1);
            return;
        }

        var devices = _zones[z].Devices;
        for (var i = first; i <= devices.Length - count && !IsFull; i++)
        {
            if (CountOnNode(devices[i].Node, devices[i].Zone) == nodeMax) continue;
            _chosen.Add(devices[i]);
            ChooseInZone(z, i + 1, count - 1, nodeMax);
            _chosen.RemoveAt(_chosen.Count - 1);
        }
    }

    private int CountOnNode(NodeName node, ZoneName zone) => _chosen.Count(device => device.Node == node && device.Zone == zone);

    private bool CanFinish(int fromZone, int left)
    {
        var rest = _zones.AsSpan(fromZone);
        int most = 0, least = 0;
        foreach (var zone in rest)
        {
            most += Math.Min(_zoneMax, zone.Devices.Length);
            least += Math.Min(_zoneMin, zone.Devices.Length);
        }

        return least <= left && left <= most;
    }
}
