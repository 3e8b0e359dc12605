using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.DataPath;

/// <summary>A placement group with what the data path needs of its members at hand, in the order of fragment indexes.</summary>
/// <param name="Group">The group.</param>
/// <param name="Zones">Zone of each member.</param>
internal sealed record GroupTargets(PlacementGroup Group, ZoneName[] Zones)
{
    /// <summary>Looks the members up in the map that names the group.</summary>
    public static GroupTargets Resolve(ClusterMap map, PlacementGroup group)
    {
        var zones = new ZoneName[group.Devices.Count];
        for (var i = 0; i < zones.Length; i++)
        {
            var device = map.FindDevice(group.Devices[i]);
            Invariant.That(device is not null);
            zones[i] = device.Zone;
        }

        return new GroupTargets(group, zones);
    }
}
