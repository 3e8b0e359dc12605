using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.DataPath;

/// <summary>A placement group with what the data path needs of its members at hand, in the order of fragment indexes.</summary>
/// <param name="Group">The group.</param>
/// <param name="Zones">Zone of each member.</param>
/// <param name="Near">Bit i is set when member i is in the gateway's own zone.</param>
/// <param name="Away">Bit i is set when the map says that member i does not answer.</param>
/// <param name="Formers">Where older fragments of a member may still lie while they are copied to it; null when no member is moving.</param>
internal sealed record GroupTargets(PlacementGroup Group, ZoneName[] Zones, uint Near, uint Away, DeviceId?[]? Formers)
{
    /// <summary>Looks the members up in the map that names the group.</summary>
    public static GroupTargets Resolve(ClusterMap map, PlacementGroup group, ZoneName ownZone)
    {
        var zones = new ZoneName[group.Devices.Count];
        uint near = 0, away = 0;
        for (var i = 0; i < zones.Length; i++)
        {
            var device = map.FindDevice(group.Devices[i]);
            Invariant.That(device is not null);
            zones[i] = device.Zone;
            if (device.Zone == ownZone) near |= 1u << i;
            if (device.State is DeviceState.Suspect or DeviceState.Down or DeviceState.Out) away |= 1u << i;
        }

        return new GroupTargets(group, zones, near, away, group.Moves.Count == 0 ? null : FormersOf(map, group));
    }

    private static DeviceId?[] FormersOf(ClusterMap map, PlacementGroup group)
    {
        var formers = new DeviceId?[group.Devices.Count];
        for (var i = 0; i < formers.Length; i++)
        {
            if (group.FormerOf(i) is { } former && map.FindDevice(former) is { IsReadable: true }) formers[i] = former;
        }

        return formers;
    }
}
