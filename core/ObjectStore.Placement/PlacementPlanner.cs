using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Placement;

/// <summary>Changes of the cluster map as pure functions: the same input gives the same map, on every machine.</summary>
/// <remarks>
/// Groups are never taken away or reordered, because stripes live in them: a changed member raises the group's epoch, and where its fragments were is remembered until
/// they have moved. Pools are planned one by one, and nothing moves from one to another. Every change raises the map's epoch by one; no change returns the same map.
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
        var lasting = devices.Where(device => device.Pool == requirements.Pool && device.State is DeviceState.Active or DeviceState.Suspect or DeviceState.Down).ToArray();
        var violations = PlacementRules.Validate(lasting, requirements);
        if (violations.Count > 0) throw new StorageException(StorageErrorCode.Refused, string.Join(' ', violations));

        var merged = new ClusterMap(current.Epoch, devices, current.Groups).OfPool(requirements.Pool);
        var groups = new List<PlacementGroup>(current.Groups);
        foreach (var profile in requirements.Profiles.Distinct()) FormMissing(profile, requirements.Pool, merged, requirements.GroupsMax, groups);
        var isSame = groups.Count == current.Groups.Count && devices.SequenceEqual(current.Devices);
        return isSame ? current : new ClusterMap(current.Epoch.Next, devices, groups);
    }

    /// <summary>
    /// The whole plan: takes over the devices of <paramref name="requirements"/>, forms groups that are missing, replaces and empties members, spreads and evens out.
    /// Repeated once moves have ended, it comes to rest.
    /// </summary>
    /// <exception cref="StorageException">Refused, as by <see cref="Plan"/>.</exception>
    public static ClusterMap Reconcile(ClusterMap current, PlacementRequirements requirements)
    {
        var formed = Plan(current, requirements);
        var pool = formed.OfPool(requirements.Pool);
        var changed = new Dictionary<PlacementGroupId, PlacementGroup>();
        foreach (var profile in pool.Groups.Select(group => group.Profile).Distinct())
        {
            foreach (var (id, group) in new MembershipPlanner(pool, profile).Plan(requirements.Limits)) changed[id] = group;
        }

        var groups = Adopt(changed.Count == 0 ? formed.Groups : [.. formed.Groups.Select(group => changed.GetValueOrDefault(group.Id, group))], formed);
        return ReferenceEquals(groups, formed.Groups) ? formed : new ClusterMap(current.Epoch.Next, formed.Devices, groups);
    }

    /// <summary>The map without the given moves: nothing of those groups is left at the old places. A move that is not in the map as given is passed over.</summary>
    public static ClusterMap EndMoves(ClusterMap map, IReadOnlyCollection<(PlacementGroupId Group, GroupMove Move)> ended)
    {
        var movesOf = ended.ToLookup(each => each.Group, each => each.Move);
        var groups = new PlacementGroup[map.Groups.Count];
        var isChanged = false;
        for (var i = 0; i < groups.Length; i++)
        {
            var group = groups[i] = map.Groups[i];
            if (!movesOf.Contains(group.Id)) continue;
            var left = group.Moves.Where(move => !movesOf[group.Id].Contains(move)).ToArray();
            if (left.Length == group.Moves.Count) continue;
            groups[i] = group with { Moves = left };
            isChanged = true;
        }

        return isChanged ? new ClusterMap(map.Epoch.Next, map.Devices, groups) : map;
    }

    /// <summary>
    /// Puts <paramref name="replacement"/> into every place of <paramref name="old"/>, which leaves the map. Groups keep their ids and their other
    /// members; the epochs of those that change rise.
    /// </summary>
    /// <exception cref="StorageException">Refused when the map does not know the old device, already holds the new one, or the zones or pools differ.</exception>
    public static ClusterMap ReplaceDevice(ClusterMap map, DeviceId old, Device replacement)
    {
        var device = map.FindDevice(old) ?? throw Refuse($"Device {old} is not in the cluster map.");
        if (map.FindDevice(replacement.Id) is not null) throw Refuse($"Device {replacement.Id} is already in the cluster map.");
        if (device.Zone != replacement.Zone) throw Refuse($"Device {replacement.Id} is in zone {replacement.Zone}, but the one that it replaces is in zone {device.Zone}.");

        if (device.Pool != replacement.Pool) throw Refuse($"Device {replacement.Id} is of pool {replacement.Pool}, but the one that it replaces is of pool {device.Pool}.");

        var devices = map.Devices.Select(each => each.Id == old ? replacement : each).ToArray();
        var groups = map.Groups.Select(group => Replace(group, old, replacement.Id)).ToArray();
        return new ClusterMap(map.Epoch.Next, devices, groups);
    }

    /// <summary>The map in which the device has the given state, since a time that is not known; the same map when it has it already.</summary>
    /// <exception cref="StorageException">Refused when the map does not know the device.</exception>
    public static ClusterMap SetDeviceState(ClusterMap map, DeviceId id, DeviceState state)
    {
        var device = map.FindDevice(id) ?? throw Refuse($"Device {id} is not in the cluster map.");
        if (device.State == state) return map;
        var devices = map.Devices.Select(each => each.Id == id ? each with { State = state, Since = DateTimeOffset.UnixEpoch } : each).ToArray();
        return new ClusterMap(map.Epoch.Next, devices, map.Groups);
    }

    /// <summary>The map with devices added or changed, and no plan for them; the same map when nothing differs.</summary>
    public static ClusterMap UpdateDevices(ClusterMap map, IReadOnlyList<Device> changed)
    {
        var devices = MergeDevices(map.Devices, changed);
        return devices.SequenceEqual(map.Devices) ? map : new ClusterMap(map.Epoch.Next, devices, map.Groups);
    }

    /// <summary>The map in which the devices are to be emptied, or no longer; the same map when that is so already.</summary>
    /// <exception cref="StorageException">Refused when the map does not know one of them.</exception>
    public static ClusterMap SetLeaving(ClusterMap map, IReadOnlyCollection<DeviceId> ids, bool isLeaving, DateTimeOffset now)
    {
        foreach (var id in ids.Where(id => map.FindDevice(id) is null)) throw Refuse($"Device {id} is not in the cluster map.");
        var devices = map.Devices.Select(device => ids.Contains(device.Id) ? SetLeaving(device, isLeaving, now) : device).ToArray();
        return devices.SequenceEqual(map.Devices) ? map : new ClusterMap(map.Epoch.Next, devices, map.Groups);
    }

    /// <summary>The map without devices that no group names, neither as a member nor as the place that a member came from.</summary>
    /// <exception cref="StorageException">Refused when the map does not know one of them, or a group names it.</exception>
    public static ClusterMap RemoveDevices(ClusterMap map, IReadOnlyCollection<DeviceId> ids)
    {
        foreach (var id in ids.Where(id => map.FindDevice(id) is null)) throw Refuse($"Device {id} is not in the cluster map.");
        var named = map.Groups.SelectMany(group => group.Devices.Concat(group.Moves.Select(move => move.From))).Where(ids.Contains).Distinct().ToArray();
        if (named.Length > 0) throw Refuse($"Placement groups still name device {named[0]}.");
        return ids.Count == 0 ? map : new ClusterMap(map.Epoch.Next, [.. map.Devices.Where(device => !ids.Contains(device.Id))], map.Groups);
    }

    private static Device SetLeaving(Device device, bool isLeaving, DateTimeOffset now)
    {
        if (device.IsLeaving == isLeaving) return device;
        var state = device.State switch
        {
            DeviceState.Active when isLeaving => DeviceState.Draining,
            DeviceState.Draining or DeviceState.Drained when !isLeaving => DeviceState.Active,
            var other => other,
        };
        var since = state == device.State ? device.Since : DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        return device with { IsLeaving = isLeaving, State = state, Since = since };
    }

    private static Device[] MergeDevices(IReadOnlyList<Device> current, IReadOnlyList<Device> changed)
    {
        var changes = changed.ToDictionary(device => device.Id);
        var known = current.Select(device => device.Id).ToHashSet();
        return
        [
            .. current.Select(device => changes.TryGetValue(device.Id, out var change) ? Merge(device, change) : device),
            .. changed.Where(device => !known.Contains(device.Id)),
        ];
    }

    /// <summary>That a device is there again does not take back that it is to be emptied. One that stays in its state has been in it as long as before, unless it is said to have begun anew.</summary>
    private static Device Merge(Device current, Device change)
    {
        Invariant.That(change.Pool == current.Pool);
        if (current.IsLeaving && change.State == DeviceState.Active)
            change = change with { IsLeaving = true, State = current.State == DeviceState.Drained ? DeviceState.Drained : DeviceState.Draining };
        return change.State == current.State ? change with { Since = change.Since > current.Since ? change.Since : current.Since } : change;
    }

    /// <summary>Groups of a profile that has none in the pool, has too few for its devices, or has none that can be written to.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="map">Devices and groups of the pool.</param>
    /// <param name="groupsMax">Most groups of the profile.</param>
    /// <param name="groups">The groups of all pools, to which they are added.</param>
    private static void FormMissing(ErasureProfile profile, PoolName pool, ClusterMap map, int groupsMax, List<PlacementGroup> groups)
    {
        var active = map.Devices.Where(device => device.State == DeviceState.Active).ToArray();
        var existing = map.Groups.Where(group => group.Profile == profile && group.StandsInFor is null).ToArray();
        var isGrown = (long)existing.Length * profile.FragmentCount < (long)active.Length * PlacementRequirements.PlacesPerDeviceMin;
        var room = groupsMax - existing.Length;
        if (existing.Length == 0 || isGrown && room >= profile.FragmentCount) Add(new GroupFormation(profile, active, room).Form(), new PlacementTarget(pool, profile), null, groups);
        if (existing.Length == 0) return;

        var grown = new ClusterMap(map.Epoch, map.Devices, [.. groups.Where(group => group.Pool == pool)]);
        foreach (var (own, members) in StandIns.Form(grown, profile)) Add([members], new PlacementTarget(pool, own), profile, groups);
    }

    private static void Add(IReadOnlyList<DeviceId[]> formed, PlacementTarget target, ErasureProfile? standsInFor, List<PlacementGroup> groups)
    {
        var nextId = groups.Count == 0 ? 1 : groups.Max(group => group.Id.Value) + 1;
        foreach (var members in formed)
            groups.Add(new PlacementGroup(new PlacementGroupId(nextId++), default(Epoch).Next, target.Profile, members) { Pool = target.Pool, StandsInFor = standsInFor });
    }

    private static IReadOnlyList<PlacementGroup> Adopt(IReadOnlyList<PlacementGroup> groups, ClusterMap map)
    {
        if (!groups.Any(group => group.StandsInFor == group.Profile && group.Moves.Count == 0)) return groups;
        var staying = map.Devices.Where(device => device.IsStaying).GroupBy(device => device.Pool).ToDictionary(pool => pool.Key, pool => pool.ToArray());
        var adopted = groups.Select(group => StandIns.Adopt(group, map, new SpreadLimits(group.Profile, staying.GetValueOrDefault(group.Pool, [])))).ToArray();
        return adopted.SequenceEqual(groups) ? groups : adopted;
    }

    private static PlacementGroup Replace(PlacementGroup group, DeviceId old, DeviceId replacement) =>
        group.Devices.Contains(old)
            ? group with { Epoch = group.Epoch.Next, Devices = [.. group.Devices.Select(id => id == old ? replacement : id)] }
            : group;

    private static StorageException Refuse(string message) => new(StorageErrorCode.Refused, message);
}
