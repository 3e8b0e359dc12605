using System.Collections.Frozen;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Placement;

/// <summary>What selection needs to know of one map, laid out for reading. Immutable but for the times until which devices are avoided.</summary>
internal sealed class SelectionTable
{
    private readonly FrozenDictionary<ErasureProfile, ProfileGroups> _profiles;
    private readonly Dictionary<DeviceId, SelectableDevice> _devices;

    private readonly FrozenDictionary<ErasureProfile, ErasureProfile[]> _standIns;

    private SelectionTable(ClusterMap map, Dictionary<DeviceId, SelectableDevice> devices, FrozenDictionary<ErasureProfile, ProfileGroups> profiles)
    {
        _standIns = map.Groups.Where(group => group.StandsInFor is not null)
            .Select(group => (For: group.StandsInFor!.Value, group.Profile))
            .Distinct()
            .GroupBy(each => each.For)
            .ToFrozenDictionary(profile => profile.Key, profile => profile.Select(each => each.Profile).OrderByDescending(own => own.DataFragments).ToArray());
        Map = map;
        _devices = devices;
        _profiles = profiles;
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

        var profiles = map.Groups.GroupBy(group => group.Profile).ToFrozenDictionary(
            groups => groups.Key,
            groups => new ProfileGroups([.. groups.Select(group => new SelectableGroup(group, devices))]));
        return new SelectionTable(map, devices, profiles);
    }

    /// <summary>Groups of the profile, or null when there are none.</summary>
    public ProfileGroups? Find(ErasureProfile profile) => _profiles.GetValueOrDefault(profile);

    public bool IsGood(DeviceId id, long now) => _devices.GetValueOrDefault(id)?.IsGood(now) == true;

    public bool IsFull(DeviceId id) => _devices.GetValueOrDefault(id) is not { FreeBytes: > 0 };

    /// <summary>Profiles of the groups that stand in for a profile, the one that needs the least space first.</summary>
    public ReadOnlySpan<ErasureProfile> StandInsOf(ErasureProfile profile) => _standIns.GetValueOrDefault(profile);

    public void Avoid(DeviceId id, long untilTimestamp) => _devices.GetValueOrDefault(id)?.Avoidance.Extend(untilTimestamp);
}
