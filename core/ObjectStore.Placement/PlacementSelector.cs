using System.Collections.Concurrent;
using ObjectStore.Core;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Placement;

/// <summary>Picks the placement group that a write goes to: at random, weighted by the free space of its fullest member.</summary>
/// <remarks>
/// Thread-safe. <see cref="Select"/> takes no lock and allocates nothing. The first choice is a group whose members are all active, not full and not
/// known to have failed lately. Where there is none, a group comes into question whose good members alone can satisfy the write quorum: the stripe
/// is then stored with less redundancy than promised and completed by the curator.
/// </remarks>
public sealed class PlacementSelector
{
    /// <summary>Draws before falling back to a walk over all groups; with few failures nearly every first draw is right.</summary>
    private const int DrawsMax = 4;

    private readonly TimeProvider _timeProvider;
    private readonly long _avoidanceTicks;
    private readonly Lock _updates = new();
    private readonly ConcurrentDictionary<DeviceId, long> _freeBytes = new();
    private ClusterMap _map = ClusterMap.Empty;
    private volatile SelectionTable _table;

    /// <summary>A selector that knows no devices yet and selects nothing.</summary>
    public PlacementSelector(TimeProvider timeProvider, PlacementSelectorOptions options)
    {
        _timeProvider = timeProvider;
        _avoidanceTicks = (long)(options.FailureAvoidance.TotalSeconds * timeProvider.TimestampFrequency);
        _table = SelectionTable.Build(_map, _freeBytes, previous: null);
    }

    /// <summary>The map that is selected from.</summary>
    public ClusterMap Map => _table.Map;

    /// <summary>Takes over a newer map; an older one is ignored.</summary>
    public void Update(ClusterMap map)
    {
        lock (_updates)
        {
            if (map.Epoch < _map.Epoch) return;
            _map = map;
            foreach (var id in _freeBytes.Keys.Where(id => map.FindDevice(id) is null)) _freeBytes.TryRemove(id, out _);
            _table = SelectionTable.Build(map, _freeBytes, _table);
        }
    }

    /// <summary>Takes over what devices said of their free space; 0 for one that takes no writes. Until the first word, a device counts as empty.</summary>
    public void UpdateFreeBytes(IReadOnlyDictionary<DeviceId, long> freeBytes)
    {
        lock (_updates)
        {
            foreach (var (id, bytes) in freeBytes)
            {
                if (_map.FindDevice(id) is not null) _freeBytes[id] = Math.Max(0, bytes);
            }

            _table = SelectionTable.Build(_map, _freeBytes, _table);
        }
    }

    /// <summary>Avoids the groups of a device that failed or refused a write, for a while.</summary>
    public void ReportFailure(DeviceId device) => _table.Avoid(device, _timeProvider.GetTimestamp() + _avoidanceTicks);

    /// <summary>A device refused a write for want of room: it counts as full until the next word of its free space.</summary>
    public void ReportFull(DeviceId device)
    {
        if (_table.IsFull(device)) return;
        UpdateFreeBytes(new Dictionary<DeviceId, long> { [device] = 0 });
    }

    /// <summary>Whether all members of the group take writes at the moment.</summary>
    public bool IsGood(PlacementGroup group)
    {
        var table = _table;
        var now = _timeProvider.GetTimestamp();
        for (var i = 0; i < group.Devices.Count; i++)
        {
            if (!table.IsGood(group.Devices[i], now)) return false;
        }

        return true;
    }

    /// <summary>
    /// Whether it is for want of room that no group of <paramref name="target"/> can satisfy the write quorum: with the room of its full devices one could, devices that
    /// failed lately included.
    /// </summary>
    public bool IsFull(PlacementTarget target) =>
        _table.Find(target) is { } groups && Array.Exists(groups.All, group => group.WouldReachQuorum) && !Array.Exists(groups.All, group => group.HasRoomForQuorum);

    /// <summary>
    /// The profile of large objects in a pool: the one that is asked for where the pool has groups of it, otherwise the pool's own with the most data fragments.
    /// </summary>
    public ErasureProfile ProfileOf(PoolName pool, ErasureProfile asked) => _table.ProfileOf(pool, asked);

    /// <summary>
    /// The profile to write a stripe with where that of <paramref name="target"/> is asked for: that one, or that of its stand-ins while no group of its own can take a write.
    /// </summary>
    public ErasureProfile Resolve(PlacementTarget target)
    {
        if (Select(target, []) is not null) return target.Profile;
        foreach (var standIn in _table.StandInsOf(target))
        {
            if (Select(target with { Profile = standIn }, []) is not null) return standIn;
        }

        return target.Profile;
    }

    /// <summary>Whether some group of <paramref name="target"/>, or of its stand-ins, can satisfy the write quorum without the given devices. A walk over all groups: for the rare case.</summary>
    public bool CanReachQuorumWithout(PlacementTarget target, IReadOnlyList<DeviceId> without)
    {
        var table = _table;
        if (CanReachQuorumWithout(table.Find(target), without)) return true;
        foreach (var standIn in table.StandInsOf(target))
        {
            if (CanReachQuorumWithout(table.Find(target with { Profile = standIn }), without)) return true;
        }

        return false;
    }

    /// <summary>A group to write a stripe of <paramref name="target"/> to, or null when none can satisfy the write quorum at the moment.</summary>
    /// <param name="target">Pool and profile of the stripe.</param>
    /// <param name="excluded">Groups that have been tried in vain.</param>
    public PlacementGroup? Select(PlacementTarget target, ReadOnlySpan<PlacementGroupId> excluded)
    {
        if (_table.Find(target) is not { } groups) return null;
        var now = _timeProvider.GetTimestamp();
        if (groups.TotalWeight > 0)
        {
            for (var draw = 0; draw < DrawsMax; draw++)
            {
                var candidate = groups.At(Chance.Random.NextInt64(groups.TotalWeight));
                if (candidate.IsGood(now) && !excluded.Contains(candidate.Group.Id)) return candidate.Group;
            }
        }

        return SelectByWalk(groups.All, now, excluded);
    }

    /// <summary>
    /// The last resort when <see cref="Select"/> finds nothing: a group whose members have room for the write quorum, though some failed lately. They may work again, and trying is
    /// better than refusing.
    /// </summary>
    public PlacementGroup? SelectAvoided(PlacementTarget target, ReadOnlySpan<PlacementGroupId> excluded)
    {
        if (_table.Find(target) is not { } groups) return null;
        var start = Chance.Random.Next(groups.All.Length);
        for (var i = 0; i < groups.All.Length; i++)
        {
            var candidate = groups.All[(start + i) % groups.All.Length];
            if (!excluded.Contains(candidate.Group.Id) && candidate.HasRoomForQuorum) return candidate.Group;
        }

        return null;
    }

    private bool CanReachQuorumWithout(ProfileGroups? groups, IReadOnlyList<DeviceId> without)
    {
        var now = _timeProvider.GetTimestamp();
        return groups is not null && Array.Exists(groups.All, group => group.CanReachQuorumWithout(without, now));
    }

    private static PlacementGroup? SelectByWalk(SelectableGroup[] groups, long now, ReadOnlySpan<PlacementGroupId> excluded)
    {
        Invariant.That(groups.Length > 0);
        PlacementGroup? secondChoice = null;
        var start = Chance.Random.Next(groups.Length);
        for (var i = 0; i < groups.Length; i++)
        {
            var candidate = groups[(start + i) % groups.Length];
            if (excluded.Contains(candidate.Group.Id)) continue;
            if (candidate.IsGood(now)) return candidate.Group;
            if (secondChoice is null && candidate.CanReachQuorum(now)) secondChoice = candidate.Group;
        }

        return secondChoice;
    }
}
