using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Placement;

/// <summary>Changes of the cluster map as pure functions: the same input gives the same map, on every machine.</summary>
/// <remarks>
/// Groups are only ever added here, never taken away or reordered, because stripes live in them: a change that moves a member is
/// <see cref="ReplaceDevice"/>, which raises the group's epoch. Every change raises the map's epoch by one; no change returns the same map.
/// </remarks>
public static class PlacementPlanner
{
    /// <summary>
    /// Takes over the devices of <paramref name="requirements"/> and forms the groups that are missing over the active ones. A profile that cannot be
    /// placed at the moment because devices do not answer keeps the groups that it has.
    /// </summary>
    /// <exception cref="StorageException">Refused when the devices could not serve the profiles even if all answered; the message holds every reason.</exception>
    public static ClusterMap Plan(ClusterMap current, PlacementRequirements requirements)
    {
        var devices = MergeDevices(current.Devices, requirements.Devices);
        var lasting = devices.Where(device => device.State is DeviceState.Active or DeviceState.Suspect or DeviceState.Down).ToArray();
        var violations = PlacementRules.Validate(lasting, requirements);
        if (violations.Count > 0) throw new StorageException(StorageErrorCode.Refused, string.Join(' ', violations));

        var active = devices.Where(device => device.State == DeviceState.Active).ToArray();
        var groups = new List<PlacementGroup>(current.Groups);
        var nextId = groups.Count == 0 ? 1 : groups.Max(group => group.Id.Value) + 1;
        foreach (var profile in requirements.Profiles.Distinct())
        {
            var existing = current.Groups.Where(group => group.Profile == profile).ToArray();
            foreach (var members in new GroupFormation(profile, active, requirements.GroupsMax).Form(existing))
                groups.Add(new PlacementGroup(new PlacementGroupId(nextId++), default(Epoch).Next, profile, members));
        }

        var isSame = groups.Count == current.Groups.Count && devices.SequenceEqual(current.Devices);
        return isSame ? current : new ClusterMap(current.Epoch.Next, devices, groups);
    }

    /// <summary>
    /// Puts <paramref name="replacement"/> into every place of <paramref name="old"/>, which leaves the map. Groups keep their ids and their other
    /// members; the epochs of those that change rise.
    /// </summary>
    /// <exception cref="StorageException">Refused when the map does not know the old device, already holds the new one, or the zones differ.</exception>
    public static ClusterMap ReplaceDevice(ClusterMap map, DeviceId old, Device replacement)
    {
        var device = map.FindDevice(old) ?? throw Refuse($"Device {old} is not in the cluster map.");
        if (map.FindDevice(replacement.Id) is not null) throw Refuse($"Device {replacement.Id} is already in the cluster map.");
        if (device.Zone != replacement.Zone) throw Refuse($"Device {replacement.Id} is in zone {replacement.Zone}, but the one that it replaces is in zone {device.Zone}.");

        var devices = map.Devices.Select(each => each.Id == old ? replacement : each).ToArray();
        var groups = map.Groups.Select(group => Replace(group, old, replacement.Id)).ToArray();
        return new ClusterMap(map.Epoch.Next, devices, groups);
    }

    /// <summary>The map in which the device has the given state; the same map when it has it already.</summary>
    /// <exception cref="StorageException">Refused when the map does not know the device.</exception>
    public static ClusterMap SetDeviceState(ClusterMap map, DeviceId id, DeviceState state)
    {
        var device = map.FindDevice(id) ?? throw Refuse($"Device {id} is not in the cluster map.");
        if (device.State == state) return map;
        var devices = map.Devices.Select(each => each.Id == id ? each with { State = state } : each).ToArray();
        return new ClusterMap(map.Epoch.Next, devices, map.Groups);
    }

    private static Device[] MergeDevices(IReadOnlyList<Device> current, IReadOnlyList<Device> changed)
    {
        var changes = changed.ToDictionary(device => device.Id);
        var known = current.Select(device => device.Id).ToHashSet();
        return [.. current.Select(device => changes.GetValueOrDefault(device.Id, device)), .. changed.Where(device => !known.Contains(device.Id))];
    }

    private static PlacementGroup Replace(PlacementGroup group, DeviceId old, DeviceId replacement) =>
        group.Devices.Contains(old)
            ? group with { Epoch = group.Epoch.Next, Devices = [.. group.Devices.Select(id => id == old ? replacement : id)] }
            : group;

    private static StorageException Refuse(string message) => new(StorageErrorCode.Refused, message);
}
