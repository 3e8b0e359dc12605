using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Progress;
using ObjectStore.Curator.Repair;
using ObjectStore.Curator.Topology;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Rebuild;

/// <summary>
/// Fills devices that joined groups in which stripes already live, as after a replacement. Walks survivors and has every stripe repaired of which the
/// device lacks its fragment; progress is stored only after the repairs of a page have ended, so that a crash repeats a page and skips none.
/// </summary>
internal sealed partial class RebuildJob(
    ClusterView cluster,
    IFragmentDevices devices,
    JobProgress progress,
    MapUpdates updates,
    RepairWorker worker,
    IOptions<CuratorOptions> options,
    ILogger<RebuildJob> logger) : ICuratorJob
{
    private readonly RebuildOptions _options = options.Value.Rebuild;

    /// <summary>Devices whose filling the log tells of: not those of a store without data, where there is nothing to fill them with.</summary>
    private readonly HashSet<DeviceId> _told = [];

    public string Name => JobNames.Rebuild;

    public TimeSpan Period => _options.Period;

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        var map = await cluster.ReadAsync(cancellationToken);
        var states = new Dictionary<DeviceId, RebuildState>();
        foreach (var device in map.Devices) states[device.Id] = await ReadAsync(device.Id, map, cancellationToken);

        var total = new JobResult(0, 0, IsComplete: true);

        // One that is to be emptied is filled too: what it lacks lies nowhere else, and only what it holds can be moved on.
        foreach (var device in map.Devices.Where(device => device.State is DeviceState.Active or DeviceState.Draining))
        {
            var pending = PendingOf(device.Id, map, states[device.Id]);
            if (pending.Count > 0) total = total.Plus(await FillAsync(device.Id, pending, map, states, cancellationToken));
        }

        return total;
    }

    private static string KeyOf(DeviceId device) => $"{JobNames.Rebuild}/{device}";

    /// <summary>The device's state. What it was filled with in groups that it has left is forgotten, because it may join them again, and so is what of walks no longer fits the map.</summary>
    private async ValueTask<RebuildState> ReadAsync(DeviceId device, ClusterMap map, CancellationToken cancellationToken)
    {
        var state = await progress.ReadAsync(KeyOf(device), ProgressJson.Default.RebuildState, cancellationToken) ?? RebuildState.Empty;
        var member = RebuildPlan.GroupsOf(device, map).Select(group => group.Id.Value).ToHashSet();
        var walks = RebuildPlan.CurrentOf(device, state.Walks, map);
        if (ReferenceEquals(walks, state.Walks) && state.Filled.All(member.Contains)) return state;
        state = state with { Filled = [.. state.Filled.Where(member.Contains)], Walks = walks };
        await progress.StoreAsync(KeyOf(device), state, ProgressJson.Default.RebuildState, cancellationToken);
        return state;
    }

    private IReadOnlyList<PlacementGroup> PendingOf(DeviceId device, ClusterMap map, RebuildState state) =>
        RebuildPlan.PendingOf(device, map, state.Filled, member => devices.Find(member) is not null);

    private async ValueTask<JobResult> FillAsync(
        DeviceId id, IReadOnlyList<PlacementGroup> pending, ClusterMap map, Dictionary<DeviceId, RebuildState> states, CancellationToken cancellationToken)
    {
        var result = new JobResult(0, 0, IsComplete: true);
        var state = states[id];
        var planned = pending.Where(group => !state.Walks.Any(walk => walk.Groups.Contains(group.Id.Value))).ToArray();
        var walks = RebuildPlan.Plan(id, planned, (member, group) => IsFilled(member, group, map, states), member => devices.Find(member) is not null);
        states[id] = state = state with { Walks = [.. state.Walks, .. walks], Restored = state.Walks.Count > 0 ? state.Restored : 0 };
        for (var i = 0; i < state.Walks.Count; i++)
        {
            try
            {
                await foreach (var repaired in WalkAsync(id, i, pending.Count, states, cancellationToken)) result = result.Plus(new JobResult(repaired, 0, IsComplete: true));
            }
            catch (StorageException exception)
            {
                // It must not hold up what others can give.
                Log.Interrupted(logger, exception, id);
            }
        }

        states[id] = state = await EndAsync(id, states[id], map, cancellationToken);
        return result with { IsComplete = PendingOf(id, map, state).Count == 0 };
    }

    /// <summary>Takes one walk to its end, and gives how many fragments each page had restored.</summary>
    private async IAsyncEnumerable<int> WalkAsync(
        DeviceId id, int number, int pendingCount, Dictionary<DeviceId, RebuildState> states, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (states[id] is { } state && state.Walks[number] is { IsFinished: false } walk)
        {
            var page = await DeviceOf(new DeviceId(walk.Source)).ListAsync(new DeviceCursor(walk.Cursor), _options.PageFragments, cancellationToken);
            if (page.Fragments.Count > 0 && _told.Add(id)) Log.Begun(logger, id, pendingCount, state.Walks.Count);
            var (next, repaired) = await RepairPageAsync(id, walk, page, cancellationToken);
            states[id] = state = state with { Walks = [.. state.Walks.Select((each, w) => w == number ? next : each)], Restored = state.Restored + repaired };
            await progress.StoreAsync(KeyOf(id), state, ProgressJson.Default.RebuildState, cancellationToken);
            yield return repaired;
        }
    }

    /// <summary>A member that is under way to a position may lack fragments, whatever was known of it when it held the position before.</summary>
    private static bool IsFilled(DeviceId member, PlacementGroupId group, ClusterMap map, Dictionary<DeviceId, RebuildState> states) =>
        states[member].Filled.Contains(group.Value) && RebuildPlan.MoveTo(member, map.FindGroup(group)!) is null;

    private async ValueTask<RebuildState> EndAsync(DeviceId id, RebuildState state, ClusterMap map, CancellationToken cancellationToken)
    {
        var member = RebuildPlan.GroupsOf(id, map).Select(group => group.Id.Value).ToHashSet();
        var filled = state.Filled.Concat(RebuildPlan.FilledBy(state.Walks)).Where(member.Contains).Distinct().Order().ToArray();
        var left = RebuildPlan.LeftOf(state.Walks, map);
        var ended = new RebuildState(ProgressJson.Version, filled, left, left.Count > 0 ? state.Restored : 0);
        await progress.StoreAsync(KeyOf(id), ended, ProgressJson.Default.RebuildState, cancellationToken);

        // What the old device held is here now, computed from the others; nobody needs it any more.
        var moved = RebuildPlan.MovesEndedBy(state.Walks, id, map);
        if (moved.Count > 0)
        {
            await updates.ApplyAsync(
                current => PlacementPlanner.EndMoves(current, [.. moved.Where(each => current.FindGroup(each.Group)?.Epoch == map.FindGroup(each.Group)!.Epoch)]), cancellationToken);
        }

        if (filled.Length == member.Count && _told.Remove(id)) Log.Completed(logger, id);
        return ended;
    }

    private async ValueTask<(RebuildWalk Walk, int Repaired)> RepairPageAsync(
        DeviceId id, RebuildWalk walk, FragmentPage page, CancellationToken cancellationToken)
    {
        var map = await cluster.ReadAsync(cancellationToken);
        var missing = await MissingOnAsync(id, page, walk.Groups.ToHashSet(), map, cancellationToken);
        var outcomes = await worker.RepairAsync(missing, cancellationToken);
        var isClean = outcomes.All(outcome => outcome is not (RepairOutcome.Deferred or RepairOutcome.Dropped));
        var next = walk with { Cursor = page.Next?.Value ?? 0, IsFinished = page.Next is null, IsClean = walk.IsClean && isClean };
        return (next, outcomes.Count(outcome => outcome == RepairOutcome.Repaired));
    }

    private async ValueTask<IReadOnlyCollection<(FragmentId Fragment, PlacementGroupId Group)>> MissingOnAsync(
        DeviceId id, FragmentPage page, HashSet<uint> groups, ClusterMap map, CancellationToken cancellationToken)
    {
        var device = DeviceOf(id);
        var missing = new ConcurrentBag<(FragmentId, PlacementGroupId)>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.QuestionsInParallel, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
        await Parallel.ForEachAsync(page.Fragments.Where(fragment => groups.Contains(fragment.Group.Value)), parallel, async (fragment, token) =>
        {
            if (map.FindGroup(fragment.Group) is not { } group) return;
            for (var index = 0; index < group.Devices.Count; index++)
            {
                var wanted = fragment.Id with { Index = (byte)index };
                if (group.Devices[index] == id && !await IsHeldAsync(device, wanted, token)) missing.Add((wanted, group.Id));
            }
        });
        return missing;
    }

    private static async ValueTask<bool> IsHeldAsync(IFragmentDevice device, FragmentId fragment, CancellationToken cancellationToken)
    {
        try
        {
            return await device.TryDescribeAsync(fragment, cancellationToken) is not null;
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.CorruptFragment)
        {
            return false;
        }
    }

    private IFragmentDevice DeviceOf(DeviceId id) =>
        devices.Find(id) ?? throw new StorageException(StorageErrorCode.DeviceUnavailable, $"Device {id} cannot be reached.");
}
