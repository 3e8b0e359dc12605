using Microsoft.Extensions.Options;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Topology;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Repair;

/// <summary>Works off the repair queue. What was tried in vain waits longer each time, but no longer than until a device is back, or others have taken its places.</summary>
internal sealed class RepairJob(RepairQueue queue, RepairWorker worker, LostStripes lost, ClusterView cluster, IOptions<CuratorOptions> options) : ICuratorJob
{
    private Epoch _seenEpoch;
    private HashSet<(DeviceId Id, bool IsOut)> _settled = [];

    public string Name => JobNames.Repair;

    public TimeSpan Period { get; } = options.Value.Repair.Period;

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        foreach (var stripe in lost.Due()) queue.Enqueue(stripe.Stripe, stripe.Group, suspectMask: 0);
        if (HasMoreSettled(cluster.Latest)) queue.Hasten();
        return new JobResult(await worker.DrainAsync(cancellationToken), 0, IsComplete: true);
    }

    /// <summary>Whether there is a device that takes fragments, or that nobody waits for any more, and was not so at the last look.</summary>
    private bool HasMoreSettled(ClusterMap map)
    {
        if (map.Epoch == _seenEpoch) return false;
        var before = _settled;
        _seenEpoch = map.Epoch;
        _settled = [.. map.Devices.Where(static device => device.State is DeviceState.Active or DeviceState.Draining or DeviceState.Out).Select(static device => (device.Id, device.State == DeviceState.Out))];
        return !_settled.IsSubsetOf(before);
    }
}
