using ObjectStore.Core.Identifiers;

namespace ObjectStore.Placement;

/// <summary>Devices that may take places, by zone and by how full they are. Kept in order while places are given.</summary>
internal sealed class ShareOrder
{
    private readonly Dictionary<ZoneName, SortedSet<(double Key, ulong TieBreak, DeviceShare Share)>> _zones = [];
    private readonly Func<DeviceShare, double> _keyOf;

    public ShareOrder(IEnumerable<DeviceShare> shares, Func<DeviceShare, double> keyOf)
    {
        _keyOf = keyOf;
        foreach (var share in shares) Add(share);
    }

    /// <summary>Zones that have a device.</summary>
    public IEnumerable<ZoneName> Zones => _zones.Where(zone => zone.Value.Count > 0).Select(zone => zone.Key);

    /// <summary>Whether a zone has a device.</summary>
    public bool Has(ZoneName zone) => _zones.TryGetValue(zone, out var order) && order.Count > 0;

    /// <summary>The device of a zone that comes first.</summary>
    public DeviceShare FirstOf(ZoneName zone) => _zones[zone].Min.Share;

    /// <summary>Devices of a zone in order. Valid until the next change.</summary>
    public IEnumerable<DeviceShare> Of(ZoneName zone) => _zones[zone].Select(each => each.Share);

    /// <summary>Changes places of devices and keeps the order; devices that are not in it only change.</summary>
    public void Change(DeviceShare one, DeviceShare other, Action change)
    {
        var isOne = Remove(one);
        var isOther = Remove(other);
        change();
        if (isOne) Add(one);
        if (isOther) Add(other);
    }

    private bool Remove(DeviceShare share) => _zones.TryGetValue(share.Device.Zone, out var zone) && zone.Remove(EntryOf(share));

    private void Add(DeviceShare share)
    {
        if (!_zones.TryGetValue(share.Device.Zone, out var zone))
        {
            _zones[share.Device.Zone] = zone = new SortedSet<(double Key, ulong TieBreak, DeviceShare Share)>(
                Comparer<(double Key, ulong TieBreak, DeviceShare Share)>.Create(Compare));
        }

        zone.Add(EntryOf(share));
    }

    private (double Key, ulong TieBreak, DeviceShare Share) EntryOf(DeviceShare share) =>
        (_keyOf(share), DeviceLoad.TieBreak(share.Device.Id, share.Held.Count), share);

    private static int Compare((double Key, ulong TieBreak, DeviceShare Share) one, (double Key, ulong TieBreak, DeviceShare Share) other)
    {
        var byKey = one.Key.CompareTo(other.Key);
        if (byKey != 0) return byKey;
        var byTieBreak = one.TieBreak.CompareTo(other.TieBreak);
        return byTieBreak != 0 ? byTieBreak : one.Share.Device.Id.Value.CompareTo(other.Share.Device.Id.Value);
    }
}
