using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Curator.Clocks;
using ObjectStore.Curator.Jobs;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Replication;

namespace ObjectStore.Curator.Replication;

/// <summary>Looks through the outboxes and has each destination's worker walk where there is something for it; docs/replication.md.</summary>
/// <remarks>A walk that takes longer than a pass goes on beside the next ones, so that a slow destination keeps no other from being served.</remarks>
internal sealed partial class ReplicationJob(
    ICatalog catalog,
    IOutbox outbox,
    IObjectIndex index,
    IReplicaSenders senders,
    ReplicationMetrics metrics,
    WitnessedClock clock,
    TimeProvider time,
    IOptions<ReplicationOptions> options,
    ILogger<ReplicationJob> logger) : ICuratorJob
{
    /// <summary>How much of the time looking may take: a tenth.</summary>
    private const int PauseFactor = 10;

    private static readonly TimeSpan IdlePeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StorePeriod = TimeSpan.FromSeconds(2);

    private readonly ReplicationOptions _options = options.Value;
    private readonly Dictionary<string, DestinationRun> _runs = new(StringComparer.Ordinal);
    private (long At, TimeSpan Pause)? _lastLook;
    private long? _storedAt;
    private bool _namesAreStored;
    private long _endedCount;

    public string Name => JobNames.Replication;

    public TimeSpan Period => TimeSpan.FromSeconds(1);

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        if (!_namesAreStored) await StoreNamesAsync(cancellationToken);
        var isWhole = await HarvestAsync(cancellationToken);
        if (_lastLook is { } last && time.GetElapsedTime(last.At) < last.Pause) return new JobResult(0, 0, isWhole);

        var began = time.GetTimestamp();
        var survey = await ReplicationSurvey.TakeAsync(outbox, bucket: null, _options.PageRows, cancellationToken);
        metrics.Surveyed(survey, senders.Names, time.GetUtcNow());
        await BeginAsync(survey, cancellationToken);
        _lastLook = (began, PauseOf(survey, time.GetElapsedTime(began)));

        // Most walks are short, and then the next look finds what is left.
        await Task.WhenAny(Task.WhenAll(_runs.Values.Select(static run => run.Running)), Task.Delay(Period, time, cancellationToken));
        isWhole &= await HarvestAsync(cancellationToken);
        if (_storedAt is not { } stored || time.GetElapsedTime(stored) >= StorePeriod) await StoreAsync(cancellationToken);
        return new JobResult(TakeEndedCount(), 0, isWhole);
    }

    /// <summary>Rows that came to an end since the last call.</summary>
    private long TakeEndedCount()
    {
        var before = _endedCount;
        _endedCount = _runs.Values.Sum(static run => run.Journal.EndedCount);
        return _endedCount - before;
    }

    /// <summary>Begins a walk for each destination that has something, is not walking and is due.</summary>
    private async ValueTask BeginAsync(ReplicationSurvey survey, CancellationToken cancellationToken)
    {
        var now = survey.Rows > 0 ? await ReadTimeAsync(cancellationToken) : null;
        foreach (var (name, run) in _runs)
        {
            if (!survey.Backlogs.ContainsKey(name)) run.Journal.Waits(null);
        }

        foreach (var (name, backlog) in survey.Backlogs)
        {
            var run = await RunOfAsync(name, cancellationToken);
            run.Journal.Waits(backlog);
            if (!run.Running.IsCompleted || !run.Worker.IsDue) continue;
            run.Running = Task.Run(() => run.Worker.WalkAsync(backlog.Buckets, now, cancellationToken).AsTask(), cancellationToken);
        }
    }

    /// <summary>Takes note of walks that failed; false when one did.</summary>
    private async ValueTask<bool> HarvestAsync(CancellationToken cancellationToken)
    {
        var isWhole = true;
        foreach (var (name, run) in _runs)
        {
            if (!run.Running.IsFaulted && !run.Running.IsCanceled) continue;
            var failed = run.Running;
            run.Running = Task.CompletedTask;
            isWhole = false;
            try
            {
#pragma warning disable VSTHRD003 // It has ended.
                await failed;
#pragma warning restore VSTHRD003
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Of a pass that was cut off; this one goes on.
            }
            catch (StorageException exception)
            {
                Log.WalkFailed(logger, exception, name);
            }
        }

        return isWhole;
    }

    private async ValueTask<DestinationRun> RunOfAsync(string name, CancellationToken cancellationToken)
    {
        if (_runs.TryGetValue(name, out var known)) return known;
        var isGood = ReplicaDestination.TryParse(name, out var destination);
        var target = isGood && senders.Names.Contains(destination.Target) ? destination.Target : "unknown";
        var journal = new ReplicationJournal(name, catalog, time);
        await journal.LoadAsync(cancellationToken);
        var delivery = new ReplicaDelivery(name, destination.Bucket ?? "", senders.Of(destination.Target ?? ""), index);
        var run = new DestinationRun(journal, new ReplicationWorker(name, target, delivery, outbox, journal, _options, metrics, time));
        _runs.Add(name, run);
        return run;
    }

    /// <summary>The time by which versions wait too long; null, and nothing is given up, while clocks differ.</summary>
    private async ValueTask<DateTimeOffset?> ReadTimeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await clock.ReadAsync(cancellationToken);
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.Refused)
        {
            return null;
        }
    }

    private TimeSpan PauseOf(ReplicationSurvey survey, TimeSpan taken)
    {
        if (senders.Names.Count == 0 && survey.Rows == 0) return IdlePeriod;
        var pause = taken * PauseFactor;
        return pause < PauseMax ? pause : PauseMax;
    }

    private async ValueTask StoreNamesAsync(CancellationToken cancellationToken)
    {
        var names = new TargetNames(TargetNames.CurrentVersion, senders.Names);
        await catalog.StoreJobStateAsync(TargetNames.Key, JsonSerializer.SerializeToUtf8Bytes(names, ReplicationStates.Default.TargetNames), cancellationToken);
        _namesAreStored = true;
    }

    private async ValueTask StoreAsync(CancellationToken cancellationToken)
    {
        _storedAt = time.GetTimestamp();
        foreach (var run in _runs.Values) await run.Journal.StoreAsync(cancellationToken);
    }

    /// <summary>One destination, and the walk to it that is under way.</summary>
    private sealed class DestinationRun(ReplicationJournal journal, ReplicationWorker worker)
    {
        public ReplicationJournal Journal => journal;

        public ReplicationWorker Worker => worker;

        public Task Running { get; set; } = Task.CompletedTask;
    }
}
