using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Placement;

/// <summary>How many fragments of one stripe a zone and a node may hold, given the devices that are meant to stay.</summary>
internal sealed class SpreadLimits
{
    private readonly Dictionary<ZoneName, int> _nodeMax;

    public SpreadLimits(ErasureProfile profile, IReadOnlyCollection<Device> staying)
    {
        var zones = staying.GroupBy(device => device.Zone).Select(zone => (zone.Key, Devices: new ZoneDevices(zone))).ToArray();
        ZoneMax = Math.Max(1, PlacementRules.ZoneFragmentsMax(profile, Math.Max(1, zones.Length)));
        if (zones.Length > 1) ZoneMax = Math.Min(ZoneMax, Math.Max(1, (int)profile.ParityFragments));
        _nodeMax = zones.ToDictionary(zone => zone.Key, zone => zone.Devices.NodeFragmentsMax(Math.Min(ZoneMax, zone.Devices.Devices.Length)));
    }

    /// <summary>Most fragments of a stripe in one zone: an even share, and with two or more zones never more than M, so that any one may be lost.</summary>
    public int ZoneMax { get; }

    /// <summary>Most fragments of a stripe on one node of the zone: one where there are enough nodes.</summary>
    public int NodeMaxOf(ZoneName zone) => _nodeMax.GetValueOrDefault(zone, 1);
}
