using ObjectStore.Curator.Jobs;
using ObjectStore.Simulation.Tests.Cluster;

namespace ObjectStore.Simulation.Tests.Faults;

/// <summary>When the curator does what during a run: watching devices all the time, everything else at random; and steps of what devices do on their own.</summary>
internal sealed class CuratorSchedule(SimulatedCluster cluster)
{
    /// <summary>The jobs that come to their end once all is well, in an order in which one prepares the next.</summary>
    public static readonly string[] Jobs =
    [
        JobNames.Topology, JobNames.Rebuild, JobNames.Rebalance, JobNames.Repair, JobNames.Garbage, JobNames.Sweep, JobNames.Scrub, JobNames.Quotas,
    ];

    /// <summary>Those, and lifecycle rules: what they move may find no room.</summary>
    private static readonly string[] AllJobs = [.. Jobs, JobNames.Lifecycle];

    private bool _isOver;

    /// <summary>Runs jobs until <see cref="Stop"/>.</summary>
    public Task RunAsync() => Task.WhenAll(
        RepeatAsync(1.5, () => RunAsync(JobNames.Topology)),
        RepeatAsync(4, () => RunAsync(AllJobs[cluster.World.Random.Next(AllJobs.Length)])),
        RepeatAsync(4, () => RunAsync(AllJobs[cluster.World.Random.Next(AllJobs.Length)])),
        RepeatAsync(2, () => cluster.Nodes[cluster.World.Random.Next(cluster.Nodes.Count)].MaintainAsync(cluster.World.Random)));

    public void Stop() => _isOver = true;

    private async Task RepeatAsync(double pauseSecondsMax, Func<Task> action)
    {
        while (!_isOver)
        {
            await cluster.World.DelayAsync(0, pauseSecondsMax);
            if (!_isOver) await action();
        }
    }

    private async Task RunAsync(string job)
    {
        if (cluster.Curator is { } curator) await curator.RunAsync(job);
    }
}
