using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Curator.Clocks;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Pacing;
using ObjectStore.Curator.Progress;
using ObjectStore.Curator.Rebalance;
using ObjectStore.Curator.Repair;
using ObjectStore.Curator.Topology;
using ObjectStore.Index.Objects;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Sweep;

/// <summary>
/// Compares what devices hold with what the index names. Rows are the truth: a fragment that no row names goes, one that lies on the wrong device
/// goes once the right one holds it, and one that is missing beside another is handed to repair.
/// </summary>
internal sealed partial class SweepJob(
    IObjectIndex index,
    ClusterView cluster,
    IFragmentDevices devices,
    DeviceWalks walks,
    IDamageReports damage,
    MemberCopies copies,
    CuratorMetrics metrics,
    WitnessedClock clock,
    TimeProvider timeProvider,
    IOptions<CuratorOptions> options,
    ILogger<SweepJob> logger) : ICuratorJob
{
    private readonly SweepOptions _options = options.Value.Sweep;
    private readonly TokenBucket _pace = new(timeProvider, options.Value.Sweep.FragmentsPerSecond);
    private int _unreadableRows;

    public string Name => JobNames.Sweep;

    public TimeSpan Period => _options.Period;

    public ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        _unreadableRows = 0;
        return walks.RunAsync(Name, pass, _options.DevicesInParallel, SweepPageAsync, cancellationToken);
    }

    private async ValueTask<(DeviceCursor? Next, JobResult Result)> SweepPageAsync(
        IFragmentDevice device, DeviceCursor cursor, CancellationToken cancellationToken)
    {
        var page = await device.ListAsync(cursor, _options.PageFragments, cancellationToken);
        await _pace.TakeAsync(page.Fragments.Count, cancellationToken);
        var map = await cluster.ReadAsync(cancellationToken);
        var now = await clock.ReadAsync(cancellationToken);
        var doomed = new ConcurrentBag<FragmentDescription>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.QuestionsInParallel, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
        await Parallel.ForEachAsync(page.Fragments, parallel, async (fragment, token) =>
        {
            if (await IsDoomedAsync(fragment, device, map, now, token)) doomed.Add(fragment);
        });

        var deleted = doomed.IsEmpty ? [] : await DeleteAsync(device, doomed, map, cancellationToken);
        return (page.Next, new JobResult(page.Fragments.Count, deleted.Sum(fragment => (long)fragment.PayloadBytes), IsComplete: true));
    }

    /// <summary>Deletes fragments, but for those whose place is another by a map that is read now: the device may have become the member meanwhile. The next pass judges them anew.</summary>
    private async ValueTask<IReadOnlyList<FragmentDescription>> DeleteAsync(
        IFragmentDevice device, IEnumerable<FragmentDescription> doomed, ClusterMap judgedBy, CancellationToken cancellationToken)
    {
        var map = await cluster.ReadAsync(cancellationToken);
        FragmentDescription[] deleted = [.. doomed.Where(fragment => RebalancePlan.MemberOf(fragment, judgedBy) == RebalancePlan.MemberOf(fragment, map))];
        if (deleted.Length == 0) return deleted;
        await device.DeleteAsync([.. deleted.Select(fragment => fragment.Id)], cancellationToken);
        Log.Deleted(logger, deleted.Length, device.Id);
        return deleted;
    }

    private async ValueTask<bool> IsDoomedAsync(
        FragmentDescription fragment, IFragmentDevice device, ClusterMap map, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var verdict = SweepPlan.JudgeHeader(fragment, now, _options.OrphanAge) ?? await JudgeByRowAsync(fragment, device, map, cancellationToken);
        metrics.SweepVerdict(verdict);
        switch (verdict)
        {
            case FragmentVerdict.Orphan:
                return true;
            case FragmentVerdict.Misplaced:
                return await copies.IsHeldWholeAsync(fragment, map.FindGroup(fragment.Group)!, cancellationToken);
            case FragmentVerdict.Kept:
                await CheckNeighbourAsync(fragment, map, cancellationToken);
                return false;
            case FragmentVerdict.TooYoung when now - fragment.Id.Stripe.CreatedAt >= _options.MissingAge:
                // What no row names may be the rest of a write that failed: not worth a repair.
                if (await JudgeByRowAsync(fragment, device, map, cancellationToken) == FragmentVerdict.Kept) await CheckNeighbourAsync(fragment, map, cancellationToken);
                return false;
            case FragmentVerdict.UnreadableOwner:
                Log.UnreadableOwner(logger, fragment.Id, device.Id);
                return false;
            case FragmentVerdict.UnknownPlace:
                Log.UnknownPlace(logger, fragment.Id, device.Id, fragment.Group);
                return false;
            default:
                return false;
        }
    }

    private async ValueTask<FragmentVerdict> JudgeByRowAsync(
        FragmentDescription fragment, IFragmentDevice device, ClusterMap map, CancellationToken cancellationToken)
    {
        if (!FragmentOwner.TryParse(fragment.Owner, out var owner)) return FragmentVerdict.UnreadableOwner;
        try
        {
            return SweepPlan.Judge(fragment, device.Id, await index.IsReferencedAsync(owner, fragment.Id.Stripe, cancellationToken), map);
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.CorruptIndex)
        {
            if (Interlocked.Increment(ref _unreadableRows) == 1) Log.UnreadableRow(logger, exception, fragment.Id, device.Id);
            return FragmentVerdict.UnreadableRow;
        }
    }

    private async ValueTask CheckNeighbourAsync(FragmentDescription fragment, ClusterMap map, CancellationToken cancellationToken)
    {
        var group = map.FindGroup(fragment.Group)!;
        var neighbour = SweepPlan.NeighbourOf(fragment.Id, group);
        if (neighbour == fragment.Id || devices.Find(group.Devices[neighbour.Index]) is not { } device) return;
        try
        {
            if (await device.TryDescribeAsync(neighbour, cancellationToken) is null) damage.Report(neighbour, group.Id);
        }
        catch (StorageException exception)
        {
            if (exception.Code == StorageErrorCode.CorruptFragment) damage.Report(neighbour, group.Id);
        }
    }
}
