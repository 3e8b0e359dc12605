using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Progress;
using ObjectStore.Curator.Repair;
using ObjectStore.Curator.Topology;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Reports;

/// <summary>Stores how the jobs and the repair queue stand, so that any process can tell, and the next curator goes on from there.</summary>
internal sealed class ReportJob(JobBoard board, RepairQueue queue, LostStripes lost, ClusterView cluster, CuratorReports stored, JobProgress progress, TimeProvider time) : ICuratorJob
{
    private bool _isRestored;

    public string Name => JobNames.Report;

    public TimeSpan Period { get; } = TimeSpan.FromSeconds(5);

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        if (!_isRestored && await stored.ReadAsync(cancellationToken) is { } last) board.Restore(last.Jobs);
        _isRestored = true;
        var jobs = board.All.Where(job => job.Name != Name).Select(ReportOf).ToArray();
        await progress.StoreAsync(CuratorReport.Key, new CuratorReport(ProgressJson.Version, time.GetUtcNow(), jobs, RepairNow()), ProgressJson.Default.CuratorReport, cancellationToken);
        return new JobResult(0, 0, IsComplete: true);
    }

    private static JobReport ReportOf(JobStatus job) => new(job.Name, job.IsRunning, job.LastSuccess, job.LastResult.Items, job.LastResult.Bytes, job.LastError);

    /// <summary>Counts by pools; null where the map does not know a group.</summary>
    internal static Dictionary<string, PoolRepairReport>? ByPool(ClusterMap map, IReadOnlyDictionary<PlacementGroupId, int> waiting, IReadOnlyDictionary<PlacementGroupId, int> lost)
    {
        var pools = new Dictionary<string, PoolRepairReport>(StringComparer.Ordinal);
        foreach (var id in waiting.Keys.Union(lost.Keys))
        {
            if (map.FindGroup(id) is not { } group) return null;
            var before = pools.GetValueOrDefault(group.Pool.Value) ?? new PoolRepairReport(0, 0);
            pools[group.Pool.Value] = new PoolRepairReport(before.Waiting + waiting.GetValueOrDefault(id), before.Lost + lost.GetValueOrDefault(id));
        }

        return pools;
    }

    private RepairReport RepairNow()
    {
        var lostNow = lost.Snapshot();
        return queue.Describe(RepairReport.StripesMax) with
        {
            LostCount = lostNow.Count,
            ByPool = ByPool(cluster.Latest, queue.CountByGroup(), lostNow.CountBy(static each => each.Group).ToDictionary()),
            Lost = [.. lostNow.Take(RepairReport.StripesMax).Select(each => new EndangeredStripe(each.Stripe.ToString(), each.Group.Value, Spare: -1, Attempts: 0))],
        };
    }
}
