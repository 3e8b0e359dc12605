using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Progress;
using ObjectStore.Curator.Repair;
using ObjectStore.Curator.Topology;

namespace ObjectStore.Curator;

/// <summary>Runs the curator's jobs on their periods, as long as the host runs.</summary>
/// <remarks>
/// Thread-safe. One curator leads at a time: the standalone process hosts the only one, elsewhere the service is started by whoever holds the lease. Should two
/// overlap for a moment, the jobs do things twice and nothing wrong: every step is idempotent and decides from rows and maps that it has just read.
/// </remarks>
public sealed class CuratorService : BackgroundService
{
    private readonly JobRunner[] _runners;
    private readonly RepairQueue _queue;
    private readonly LostStripes _lost;
    private readonly ClusterView _cluster;

    internal CuratorService(
        IEnumerable<ICuratorJob> jobs, JobBoard board, JobProgress progress, RepairQueue queue, LostStripes lost, ClusterView cluster, CuratorMetrics metrics, TimeProvider timeProvider, ILoggerFactory loggers)
    {
        _queue = queue;
        _lost = lost;
        _cluster = cluster;
        _runners = [.. jobs.Select(job => new JobRunner(job, board, progress, metrics, timeProvider, loggers.CreateLogger<JobRunner>()))];
        foreach (var runner in _runners) board.Add(runner.Name);
        metrics.Observe(queue, lost, () => board.All);
    }

    /// <summary>How the jobs stand.</summary>
    public CuratorStatus Status => new([.. _runners.Select(runner => runner.Status)], _queue.Depth, _lost.Snapshot());

    /// <summary>Whether it runs the jobs: a process that waits for the lease has not started it.</summary>
    public bool IsWorking => ExecuteTask is { IsCompleted: false };

    /// <summary>Runs a pass of a job now, or waits for the one that is running and then runs another.</summary>
    /// <param name="jobName">One of <see cref="JobNames"/>.</param>
    /// <param name="cancellationToken">Cuts the pass off; it goes on with the next run.</param>
    /// <exception cref="ArgumentException">There is no such job.</exception>
    public Task<JobResult> RunNowAsync(string jobName, CancellationToken cancellationToken)
    {
        var runner = Array.Find(_runners, runner => runner.Name == jobName) ?? throw new ArgumentException("There is no such job.", nameof(jobName));
        return runner.RunAsync(cancellationToken);
    }

    /// <summary>Forgets what was seen in a term before: others may have worked since.</summary>
    internal void BeginTerm()
    {
        _cluster.ForgetMoves();
        Array.ForEach(_runners, runner => runner.BeginTerm());
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        Array.ForEach(_runners, runner => runner.Dispose());
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        BeginTerm();
        return Task.WhenAll(_runners.Select(runner => runner.LoopAsync(stoppingToken)));
    }
}
