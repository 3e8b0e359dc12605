using Microsoft.Extensions.Options;
using ObjectStore.Curator.Jobs;

namespace ObjectStore.Curator.Repair;

/// <summary>Works off the repair queue.</summary>
internal sealed class RepairJob(RepairQueue queue, RepairWorker worker, LostStripes lost, IOptions<CuratorOptions> options) : ICuratorJob
{
    public string Name => JobNames.Repair;

    public TimeSpan Period { get; } = options.Value.Repair.Period;

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        foreach (var stripe in lost.Due()) queue.Enqueue(stripe.Stripe, stripe.Group, suspectMask: 0);
        return new JobResult(await worker.DrainAsync(cancellationToken), 0, IsComplete: true);
    }
}
