using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Progress;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Rebalance;

/// <summary>Which old devices to walk, for what, and what is over. Pure.</summary>
internal static class RebalancePlan
{
    /// <summary>Old devices that can be read, those first whose groups bear the least.</summary>
    public static IReadOnlyList<DeviceId> Sources(ClusterMap map, Func<DeviceId, bool> isReachable) =>
    [
        .. map.Groups.SelectMany(group => group.Moves.Select(move => (move.From, Spare: FaultTolerance.Of(map, group).Devices)))
            .Where(each => IsReadable(map, each.From, isReachable))
            .GroupBy(each => each.From)
            .OrderBy(source => source.Min(each => each.Spare))
            .ThenBy(source => source.Key.Value)
            .Select(source => source.Key),
    ];

    /// <summary>Whether what moves away from a device can be copied; otherwise it has to be computed.</summary>
    public static bool IsReadable(ClusterMap map, DeviceId from, Func<DeviceId, bool> isReachable) =>
        map.FindDevice(from) is { State: not DeviceState.Out } && isReachable(from);

    /// <summary>Whether a device is to be emptied and no group names it any more, as member or as old place: what is left on it came late.</summary>
    public static bool IsLeftBehind(ClusterMap map, DeviceId id) => map.FindDevice(id) is { State: DeviceState.Draining }
        && !map.Groups.Any(group => group.Devices.Contains(id) || group.Moves.Any(move => move.From == id));

    /// <summary>The device on which a fragment belongs; null when the map does not know its group or place.</summary>
    public static DeviceId? MemberOf(FragmentDescription fragment, ClusterMap map) =>
        map.FindGroup(fragment.Group) is { } group && fragment.Id.Index < group.Devices.Count ? group.Devices[fragment.Id.Index] : null;

    /// <summary>
    /// Whether a walk would tell nothing now: the last one, since the moves away from the device began, found nothing more of any of them, and none can end yet.
    /// </summary>
    public static bool IsWaiting(DeviceId source, ClusterMap map, RebalanceState? stored, MovingSince movingSince, DateTimeOffset endsAfter)
    {
        if (stored is not { IsFinished: true }) return false;
        var empty = stored.Moves.Where(static move => move.IsEmpty).Select(static move => (move.Group, move.Position)).ToHashSet();
        return MovesFrom(source, map).All(each => empty.Contains((each.Group.Value, each.Move.Position)) && movingSince(each.Group, each.Move) is { } since && since <= stored.StartedAt && since > endsAfter);
    }

    /// <summary>The walk to go on with: the one under way, or a new one for all moves away from the device.</summary>
    public static RebalanceState WalkOf(DeviceId source, ClusterMap map, RebalanceState? stored, DateTimeOffset now) => stored is { IsFinished: false }
        ? stored
        : new RebalanceState(ProgressJson.Version, now, 0, IsFinished: false, [.. MovesFrom(source, map).Select(static each => new RebalanceMove(each.Group.Value, each.Move.Position, IsEmpty: true))]);

    /// <summary>Whether the walk is looking for this fragment: its position is still moving away from the device.</summary>
    public static bool IsMoving(FragmentId fragment, PlacementGroupId groupId, DeviceId source, ClusterMap map) =>
        map.FindGroup(groupId) is { } group && fragment.Index < group.Devices.Count && group.FormerOf(fragment.Index) == source && group.Devices[fragment.Index] != source;

    /// <summary>The walk after it has met these places.</summary>
    public static RebalanceState Met(RebalanceState walk, IReadOnlySet<(uint Group, int Position)> places) => places.Count == 0
        ? walk
        : walk with { Moves = [.. walk.Moves.Select(move => places.Contains((move.Group, move.Position)) ? move with { IsEmpty = false } : move)] };

    /// <summary>Moves of which nothing is left at the old place, and nothing can come any more, after a finished walk.</summary>
    public static IReadOnlyList<(PlacementGroupId Group, GroupMove Move)> Ended(DeviceId source, RebalanceState walk, MovingSince movingSince, TimeSpan settleAfter) =>
    [
        .. walk.Moves.Where(static move => move.IsEmpty).Select(move => (Group: new PlacementGroupId(move.Group), Move: new GroupMove(move.Position, source)))
            .Where(each => walk.StartedAt - movingSince(each.Group, each.Move) >= settleAfter),
    ];

    private static IEnumerable<(PlacementGroupId Group, GroupMove Move)> MovesFrom(DeviceId source, ClusterMap map) =>
        map.Groups.SelectMany(group => group.Moves.Where(move => move.From == source).Select(move => (group.Id, move)));
}
