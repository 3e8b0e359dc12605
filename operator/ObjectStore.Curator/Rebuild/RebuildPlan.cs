using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Rebalance;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Rebuild;

/// <summary>Which survivors to walk so that a device can be filled. Pure.</summary>
internal static class RebuildPlan
{
    /// <summary>Groups of the device, in the order of their ids.</summary>
    public static IReadOnlyList<PlacementGroup> GroupsOf(DeviceId device, ClusterMap map) =>
        [.. map.Groups.Where(group => group.Devices.Contains(device)).OrderBy(group => group.Id.Value)];

    /// <summary>The move by which the device came to its position in the group; null when nothing of the group lies elsewhere.</summary>
    public static GroupMove? MoveTo(DeviceId device, PlacementGroup group)
    {
        foreach (var move in group.Moves)
        {
            if (group.Devices[move.Position] == device) return move;
        }

        return null;
    }

    /// <summary>
    /// Groups of the device that have to be computed from the other members: those that came to it from a device which cannot be read, and those that are not known to
    /// be filled. What can be copied is the rebalancing's.
    /// </summary>
    public static IReadOnlyList<PlacementGroup> PendingOf(DeviceId device, ClusterMap map, IReadOnlyList<uint> filled, Func<DeviceId, bool> isReachable) =>
    [
        .. GroupsOf(device, map).Where(group => MoveTo(device, group) is { } move
            ? !RebalancePlan.IsReadable(map, move.From, isReachable)
            : !filled.Contains(group.Id.Value)),
    ];

    /// <summary>Moves to the device of which every walk has ended with nothing left over.</summary>
    public static IReadOnlyList<(PlacementGroupId Group, GroupMove Move)> MovesEndedBy(IReadOnlyList<RebuildWalk> walks, DeviceId device, ClusterMap map) =>
    [
        .. FilledBy(walks).Select(id => map.FindGroup(new PlacementGroupId(id)))
            .OfType<PlacementGroup>()
            .Select(group => (group.Id, Move: MoveTo(device, group)))
            .Where(each => each.Move is not null)
            .Select(each => (each.Id, each.Move!.Value)),
    ];

    /// <summary>
    /// Walks for the groups that are not filled. One survivor that is known to hold all of a group is enough for it; without one, every other member is
    /// walked, because each may lack what another has.
    /// </summary>
    /// <param name="device">The device to fill.</param>
    /// <param name="pending">Its groups that are not filled.</param>
    /// <param name="isFilled">Whether a device is known to hold all of a group.</param>
    /// <param name="isReachable">Whether a device answers. Groups for which too few do are left out.</param>
    public static IReadOnlyList<RebuildWalk> Plan(
        DeviceId device, IReadOnlyList<PlacementGroup> pending, Func<DeviceId, PlacementGroupId, bool> isFilled, Func<DeviceId, bool> isReachable)
    {
        var groupsBySource = new SortedDictionary<Guid, List<uint>>();
        var single = new List<(PlacementGroup Group, DeviceId[] Candidates)>();
        foreach (var group in pending)
        {
            var others = group.Devices.Where(member => member != device).ToArray();
            var complete = others.Where(member => isReachable(member) && isFilled(member, group.Id)).ToArray();
            if (complete.Length > 0) single.Add((group, complete));
            else if (others.All(isReachable)) Array.ForEach(others, member => Add(groupsBySource, member, group.Id));
        }

        while (single.Count > 0)
        {
            // The survivor that serves the most groups first: each walk reads the list of a whole device.
            var source = single.SelectMany(each => each.Candidates).CountBy(id => id).OrderByDescending(each => each.Value).ThenBy(each => each.Key.Value).First().Key;
            foreach (var (group, _) in single.Where(each => each.Candidates.Contains(source))) Add(groupsBySource, source, group.Id);
            single.RemoveAll(each => each.Candidates.Contains(source));
        }

        return [.. groupsBySource.Select(walk => new RebuildWalk(walk.Key, walk.Value, Cursor: 0, IsFinished: false, IsClean: true))];
    }

    /// <summary>
    /// What of stored walks still fits the map and goes on where it was: all about the groups of which the device, and every survivor that is walked for them, are still members. The
    /// other groups are planned anew. The same list when all of them fit.
    /// </summary>
    public static IReadOnlyList<RebuildWalk> CurrentOf(DeviceId device, IReadOnlyList<RebuildWalk> walks, ClusterMap map)
    {
        var stale = walks.SelectMany(walk => walk.Groups.Where(group => !AreMembers(device, new DeviceId(walk.Source), map.FindGroup(new PlacementGroupId(group))))).ToHashSet();
        return stale.Count == 0 ? walks : Limit(walks, group => !stale.Contains(group));
    }

    /// <summary>Groups of which every walk has ended with nothing left over.</summary>
    public static IReadOnlyList<uint> FilledBy(IReadOnlyList<RebuildWalk> walks) =>
    [
        .. walks.SelectMany(walk => walk.Groups).Distinct()
            .Where(group => walks.Where(walk => walk.Groups.Contains(group)).All(walk => walk is { IsFinished: true, IsClean: true })),
    ];

    /// <summary>
    /// What of walks that came as far as they could goes on in the next run: all about the groups that still wait for one. Groups for which a survivor that is down or gone is waited for
    /// are not among them, since they are planned anew; nor are those of which every walk has ended.
    /// </summary>
    public static IReadOnlyList<RebuildWalk> LeftOf(IReadOnlyList<RebuildWalk> walks, ClusterMap map)
    {
        var waiting = walks.Where(static walk => !walk.IsFinished).ToLookup(walk => IsWaitedFor(map.FindDevice(new DeviceId(walk.Source))));
        var groups = waiting[true].SelectMany(static walk => walk.Groups).Except(waiting[false].SelectMany(static walk => walk.Groups)).ToHashSet();
        return Limit(walks, groups.Contains);
    }

    private static IReadOnlyList<RebuildWalk> Limit(IReadOnlyList<RebuildWalk> walks, Func<uint, bool> isKept) =>
        [.. walks.Select(walk => walk with { Groups = [.. walk.Groups.Where(isKept)] }).Where(static walk => walk.Groups.Count > 0)];

    private static bool AreMembers(DeviceId device, DeviceId source, PlacementGroup? group) => group is not null && group.Devices.Contains(device) && group.Devices.Contains(source);

    private static bool IsWaitedFor(Device? source) => source is { State: DeviceState.Active or DeviceState.Suspect or DeviceState.Draining };

    private static void Add(SortedDictionary<Guid, List<uint>> groupsBySource, DeviceId source, PlacementGroupId group)
    {
        if (!groupsBySource.TryGetValue(source.Value, out var groups)) groupsBySource[source.Value] = groups = [];
        groups.Add(group.Value);
    }
}
