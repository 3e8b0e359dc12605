using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Progress;
using ObjectStore.Curator.Repair;

namespace ObjectStore.Curator.Reports;

/// <summary>Stores how the jobs and the repair queue stand, so that any process can tell, and the next curator goes on from there.</summary>
internal sealed class ReportJob(JobBoard board, RepairQueue queue, LostStripes lost, CuratorReports stored, JobProgress progress, TimeProvider time) : ICuratorJob
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

    private RepairReport RepairNow()
    {
        var lostNow = lost.Snapshot();
        return queue.Describe(RepairReport.StripesMax) with
        {
            LostCount = lostNow.Count,
            Lost = [.. lostNow.Take(RepairReport.StripesMax).Select(each => new EndangeredStripe(each.Stripe.ToString(), each.Group.Value, Spare: -1, Attempts: 0))],
        };
    }
}
