using System.Collections.Concurrent;
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

namespace ObjectStore.Curator.Rebalance;

/// <summary>
/// Brings fragments from where they were to the new members of their groups: copied through the repair queue, verified at the member, and only then deleted at the old
/// place. Progress is stored after each page; a page that is done twice changes nothing. Devices that are to be emptied are cleared of the rest at the end.
/// </summary>
internal sealed partial class RebalanceJob(
    ClusterView cluster,
    IFragmentDevices devices,
    JobProgress progress,
    MapUpdates updates,
    RepairWorker worker,
    MemberCopies copies,
    LeftoverFragments leftovers,
    TimeProvider time,
    IOptions<CuratorOptions> options,
    ILogger<RebalanceJob> logger) : ICuratorJob
{
    private readonly RebalanceOptions _options = options.Value.Rebalance;

    public string Name => JobNames.Rebalance;

    public TimeSpan Period => _options.Period;

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        var map = await cluster.ReadAsync(cancellationToken);
        var total = new JobResult(0, 0, IsComplete: true);
        var totalLock = new Lock();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.DevicesInParallel, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
        await Parallel.ForEachAsync(RebalancePlan.Sources(map, id => devices.Find(id) is not null), parallel, async (source, token) =>
        {
            var result = await ClearAsync(source, token);
            lock (totalLock) total = total.Plus(result);
        });
        foreach (var device in map.Devices.Where(device => RebalancePlan.IsLeftBehind(map, device.Id))) total = total.Plus(await ClearLeftoversAsync(device.Id, cancellationToken));
        return total;
    }

    private async ValueTask<JobResult> ClearLeftoversAsync(DeviceId id, CancellationToken cancellationToken)
    {
        var unfinished = new JobResult(0, 0, IsComplete: false);
        try
        {
            return devices.Find(id) is { } device ? await leftovers.ClearAsync(device, cancellationToken) : unfinished;
        }
        catch (StorageException exception)
        {
            Log.Interrupted(logger, exception, id);
            return unfinished;
        }
    }

    private async ValueTask<JobResult> ClearAsync(DeviceId source, CancellationToken cancellationToken)
    {
        var key = $"{JobNames.Rebalance}/{source}";
        var total = new JobResult(0, 0, IsComplete: true);
        try
        {
            var stored = await progress.ReadAsync(key, ProgressJson.Default.RebalanceState, cancellationToken);
            var (map, now) = (await cluster.ReadAsync(cancellationToken), time.GetUtcNow());
            if (RebalancePlan.IsWaiting(source, map, stored, cluster.MovingSince, now - _options.SettleAfter)) return total;
            var walk = RebalancePlan.WalkOf(source, map, stored, now);
            while (!walk.IsFinished)
            {
                var device = devices.Find(source) ?? throw new StorageException(StorageErrorCode.DeviceUnavailable, $"Device {source} cannot be reached.");
                var page = await device.ListAsync(new DeviceCursor(walk.Cursor), _options.PageFragments, cancellationToken);
                var (places, result) = await MovePageAsync(device, page.Fragments, cancellationToken);
                total = total.Plus(result);
                walk = RebalancePlan.Met(walk, places) with { Cursor = page.Next?.Value ?? 0, IsFinished = page.Next is null };
                await progress.StoreAsync(key, walk, ProgressJson.Default.RebalanceState, cancellationToken);
            }

            await EndMovesAsync(source, walk, cancellationToken);
        }
        catch (StorageException exception)
        {
            Log.Interrupted(logger, exception, source);
            return total with { IsComplete = false };
        }

        return total;
    }

    private async ValueTask EndMovesAsync(DeviceId source, RebalanceState walk, CancellationToken cancellationToken)
    {
        var ended = RebalancePlan.Ended(source, walk, cluster.MovingSince, _options.SettleAfter);
        if (ended.Count == 0) return;
        await updates.ApplyAsync(map => PlacementPlanner.EndMoves(map, ended), cancellationToken);
        Log.Ended(logger, source, ended.Count, walk.Moves.Count - ended.Count);
    }

    private async ValueTask<(HashSet<(uint Group, int Position)> Places, JobResult Result)> MovePageAsync(
        IFragmentDevice source, IReadOnlyList<FragmentDescription> page, CancellationToken cancellationToken)
    {
        var map = await cluster.ReadAsync(cancellationToken);
        var moving = page.Where(fragment => RebalancePlan.IsMoving(fragment.Id, fragment.Group, source.Id, map)).ToArray();
        var places = moving.Select(fragment => (fragment.Group.Value, (int)fragment.Id.Index)).ToHashSet();
        if (moving.Length == 0) return (places, new JobResult(0, 0, IsComplete: true));

        await worker.RepairAsync(moving.Select(fragment => (fragment.Id, fragment.Group)), cancellationToken);

        var safe = await SafeAsync(moving, source.Id, cancellationToken);
        if (safe.Count > 0) await source.DeleteAsync([.. safe.Select(fragment => fragment.Id)], cancellationToken);
        return (places, new JobResult(safe.Count, safe.Sum(fragment => (long)fragment.PayloadBytes), IsComplete: safe.Count == moving.Length));
    }

    /// <summary>Fragments that the members hold whole, by a map that is read after that is known: the old device may have become the member again.</summary>
    private async ValueTask<IReadOnlyList<FragmentDescription>> SafeAsync(
        IReadOnlyList<FragmentDescription> moving, DeviceId source, CancellationToken cancellationToken)
    {
        var before = await cluster.ReadAsync(cancellationToken);
        var held = new ConcurrentBag<FragmentDescription>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.VerificationsInParallel, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
        await Parallel.ForEachAsync(moving, parallel, async (fragment, token) =>
        {
            if (before.FindGroup(fragment.Group) is { } group && await copies.IsHeldWholeAsync(fragment, group, token)) held.Add(fragment);
        });
        var after = await cluster.ReadAsync(cancellationToken);
        return [.. held.Where(fragment => RebalancePlan.IsMoving(fragment.Id, fragment.Group, source, after) && RebalancePlan.MemberOf(fragment, before) == RebalancePlan.MemberOf(fragment, after))];
    }
}
