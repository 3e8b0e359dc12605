using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Placement;

namespace ObjectStore.Standalone.Storage;

/// <summary>What the devices that were found at start mean for the cluster map. Pure.</summary>
/// <param name="Map">The map to store and use.</param>
/// <param name="Replaced">New devices that took the place of lost ones and have to be filled.</param>
/// <param name="Missing">Devices of the map that are neither there nor replaced.</param>
internal sealed record MapPlan(ClusterMap Map, IReadOnlyList<DeviceId> Replaced, IReadOnlyList<DeviceId> Missing)
{
    /// <summary>
    /// A device that is gone is replaced by a new one of its zone and pool, in all its groups; further new ones join; one that is gone without
    /// replacement is down. So are those of whose groups too few members are there to fill a new device: their disks are not mounted, perhaps,
    /// and a map that forgot them could not find their fragments when they come back.
    /// </summary>
    /// <param name="current">The map as it is stored.</param>
    /// <param name="opened">The devices that are there.</param>
    /// <param name="targets">The pools that are asked for, the first of all first, with the profile of large objects in each.</param>
    public static MapPlan Make(ClusterMap current, IReadOnlyList<Device> opened, IReadOnlyList<PlacementTarget> targets)
    {
        // What the map says of a device's pool holds, whatever the device was made for.
        var found = opened.Select(device => current.FindDevice(device.Id) is { } known ? device with { Pool = known.Pool } : device).ToArray();
        var present = found.Select(device => device.Id).ToHashSet();
        var fresh = found.Where(device => current.FindDevice(device.Id) is null).ToList();
        var map = current;
        List<DeviceId> replaced = [], missing = [];
        foreach (var lost in current.Devices.Where(device => !present.Contains(device.Id)))
        {
            if (CanBeFilled(current, lost.Id, present) && fresh.Find(device => device.Zone == lost.Zone && device.Pool == lost.Pool) is { } replacement)
            {
                map = PlacementPlanner.ReplaceDevice(map, lost.Id, replacement);
                fresh.Remove(replacement);
                replaced.Add(replacement.Id);
            }
            else
            {
                map = PlacementPlanner.SetDeviceState(map, lost.Id, DeviceState.Down);
                missing.Add(lost.Id);
            }
        }

        foreach (var (pool, profile) in targets)
            map = PlacementPlanner.Plan(map, new PlacementRequirements { Pool = pool, Profiles = [profile, ErasureProfile.Replicated], Devices = found });
        return new MapPlan(map, replaced, missing);
    }

    /// <summary>Whether what is left of every group of the device is enough to compute its fragments.</summary>
    private static bool CanBeFilled(ClusterMap map, DeviceId lost, HashSet<DeviceId> present) =>
        map.Groups.Where(group => group.Devices.Contains(lost)).All(group => group.Devices.Count(present.Contains) >= group.Profile.DataFragments);
}
