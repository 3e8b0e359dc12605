using System.Collections.Frozen;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Placement;

/// <summary>What selection needs to know of one map, laid out for reading. Immutable but for the times until which devices are avoided.</summary>
internal sealed class SelectionTable
{
    private readonly FrozenDictionary<PlacementTarget, ProfileGroups> _targets;
    private readonly Dictionary<DeviceId, SelectableDevice> _devices;

    private readonly FrozenDictionary<PlacementTarget, ErasureProfile[]> _standIns;
    private readonly FrozenDictionary<PoolName, ErasureProfile> _widest;

    private SelectionTable(ClusterMap map, Dictionary<DeviceId, SelectableDevice> devices, FrozenDictionary<PlacementTarget, ProfileGroups> targets)
    {
        _standIns = map.Groups.Where(group => group.StandsInFor is not null)
            .Select(group => (For: new PlacementTarget(group.Pool, group.StandsInFor!.Value), group.Profile))
            .Distinct()
            .GroupBy(each => each.For)
            .ToFrozenDictionary(target => target.Key, target => target.Select(each => each.Profile).OrderByDescending(own => own.DataFragments).ToArray());
        _widest = map.Groups.Where(group => group.StandsInFor is null)
            .GroupBy(group => group.Pool)
            .ToFrozenDictionary(pool => pool.Key, pool => pool.MaxBy(group => group.Profile.DataFragments)!.Profile);
        Map = map;
        _devices = devices;
        _targets = targets;
    }

    public ClusterMap Map { get; }

    /// <summary>Lays out a map. The devices' avoidance goes over from <paramref name="previous"/>, as one object, so that no report is lost in between.</summary>
    public static SelectionTable Build(ClusterMap map, IReadOnlyDictionary<DeviceId, long> freeBytes, SelectionTable? previous)
    {
        var devices = new Dictionary<DeviceId, SelectableDevice>();
        foreach (var device in map.Devices)
        {
            var avoidance = previous?._devices.GetValueOrDefault(device.Id)?.Avoidance ?? new DeviceAvoidance();
            var isActive = device.State == DeviceState.Active;
            var free = isActive ? freeBytes.GetValueOrDefault(device.Id, Math.Max(1, device.CapacityBytes)) : 0;
            devices[device.Id] = new SelectableDevice(device.Zone, free, isActive, avoidance);
        }

        var targets = map.Groups.GroupBy(group => new PlacementTarget(group.Pool, group.Profile)).ToFrozenDictionary(
            groups => groups.Key,
            groups => new ProfileGroups([.. groups.Select(group => new SelectableGroup(group, devices))]));
        return new SelectionTable(map, devices, targets);
    }

    /// <summary>Groups of the profile in the pool, or null when there are none.</summary>
    public ProfileGroups? Find(PlacementTarget target) => _targets.GetValueOrDefault(target);

    /// <summary>The profile that is asked for where the pool has groups of it or has none at all, otherwise its own with the most data fragments.</summary>
    public ErasureProfile ProfileOf(PoolName pool, ErasureProfile asked) =>
        _targets.ContainsKey(new PlacementTarget(pool, asked)) ? asked : _widest.GetValueOrDefault(pool, asked);

    public bool IsGood(DeviceId id, long now) => _devices.GetValueOrDefault(id)?.IsGood(now) == true;

    public bool IsFull(DeviceId id) => _devices.GetValueOrDefault(id) is not { FreeBytes: > 0 };

    /// <summary>Profiles of the groups that stand in for a profile, the one that needs the least space first.</summary>
    public ReadOnlySpan<ErasureProfile> StandInsOf(PlacementTarget target) => _standIns.GetValueOrDefault(target);

    public void Avoid(DeviceId id, long untilTimestamp) => _devices.GetValueOrDefault(id)?.Avoidance.Extend(untilTimestamp);
}
