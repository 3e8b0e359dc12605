using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Placement;

/// <summary>Forms the placement groups of one profile over active devices.</summary>
/// <remarks>
/// Fragment i lies on device i, so order matters: data fragments are read, parity is not. A small cluster gets every sensible set of devices in
/// every rotation, which spreads all roles evenly. Where that would be more groups than allowed, sets are drawn one by one from the devices that carry
/// the least of these groups for their capacity, each in the rotation that evens out the data fragments.
/// </remarks>
internal sealed class GroupFormation
{
    private readonly ErasureProfile _profile;
    private readonly ZoneDevices[] _zones;
    private readonly int _groupsMax;
    private readonly bool _canPlace;

    public GroupFormation(ErasureProfile profile, IReadOnlyList<Device> active, int groupsMax)
    {
        _profile = profile;
        _groupsMax = groupsMax;
        _zones = [.. active.GroupBy(device => device.Zone).OrderBy(zone => zone.Key.Value, StringComparer.Ordinal).Select(zone => new ZoneDevices(zone))];
        _canPlace = PlacementRules.CanPlace(profile, [.. _zones.Select(zone => zone.Devices.Length)]);
    }

    /// <summary>Members of as many groups as allowed, which spread load evenly among themselves; none when the devices cannot hold one.</summary>
    public IReadOnlyList<DeviceId[]> Form()
    {
        if (!_canPlace) return [];
        var sets = new DeviceSetEnumerator(_profile, _zones, _groupsMax / _profile.FragmentCount).Enumerate();
        return sets is null ? DrawGroups() : [.. sets.Select(Interleave).SelectMany(order => order.Select((_, shift) => Rotate(order, shift)))];
    }

    private List<DeviceId[]> DrawGroups()
    {
        var load = new DeviceLoad(_zones.SelectMany(zone => zone.Devices), _profile.DataFragments);
        var orders = Array.ConvertAll(_zones, zone => new LoadOrder(zone, load));
        var formed = new List<DeviceId[]>();
        while (formed.Count < _groupsMax)
        {
            var order = Interleave(DrawSet(orders, load, formed.Count));
            var members = Enumerable.Range(0, order.Length).Select(shift => Rotate(order, shift)).MinBy(load.DataLoadOf)!;
            load.Add(members);
            Array.ForEach(orders, each => each.PutBack());
            formed.Add(members);
        }

        return formed;
    }

    private List<Device> DrawSet(LoadOrder[] orders, DeviceLoad load, int salt)
    {
        var counts = DrawZoneCounts(load, salt);
        var set = new List<Device>(_profile.FragmentCount);
        for (var z = 0; z < _zones.Length; z++) set.AddRange(orders[z].Take(counts[z]));
        Invariant.That(set.Count == _profile.FragmentCount);
        return set;
    }

    /// <summary>Every zone gets an equal share; what is left over goes to the zones that carry the least.</summary>
    private int[] DrawZoneCounts(DeviceLoad load, int salt)
    {
        var max = PlacementRules.ZoneFragmentsMax(_profile, _zones.Length);
        var min = _profile.FragmentCount / _zones.Length;
        var counts = _zones.Select(zone => Math.Min(min, zone.Devices.Length)).ToArray();
        var left = _profile.FragmentCount - counts.Sum();
        var byLoad = Enumerable.Range(0, _zones.Length)
            .OrderBy(z => load.OfZone(_zones[z]))
            .ThenBy(z => DeviceLoad.TieBreak(_zones[z].Devices[0].Id, salt))
            .ToArray();
        while (left > 0)
        {
            var before = left;
            foreach (var z in byLoad)
            {
                if (left == 0 || counts[z] == max || counts[z] == _zones[z].Devices.Length) continue;
                counts[z]++;
                left--;
            }

            Invariant.That(left < before);
        }

        return counts;
    }

    /// <summary>Neighbours in the order lie in different zones as far as possible, so that every run of K positions is spread too.</summary>
    private static DeviceId[] Interleave(IReadOnlyList<Device> set) =>
    [
        .. set.GroupBy(device => device.Zone)
            .SelectMany(zone => zone.Select((device, round) => (device, round)))
            .OrderBy(each => each.round)
            .Select(each => each.device.Id),
    ];

    private static DeviceId[] Rotate(DeviceId[] order, int shift) => [.. order[shift..], .. order[..shift]];
}
