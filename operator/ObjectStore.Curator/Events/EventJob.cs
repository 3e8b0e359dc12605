using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Curator.Clocks;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Replication;
using ObjectStore.Events;
using ObjectStore.Events.Announcing;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Events;

/// <summary>
/// Looks what waits in the outboxes, tells gateways how full they are, and has each destination's worker walk where there is something for it; docs/events.md.
/// </summary>
/// <remarks>A walk that takes longer than a pass goes on beside the next ones, so that a slow destination keeps no other from being served.</remarks>
internal sealed partial class EventJob(
    ICatalog catalog, IOutbox outbox, IEventSenders senders, EventMetrics metrics, WitnessedClock clock, TimeProvider time, IOptions<EventOptions> options,
    IOptions<ReplicationOptions> replication, ILogger<EventJob> logger)
    : ICuratorJob
{
    private const int StateVersion = OutboxLevels.CurrentVersion;

    /// <summary>How much of the time looking may take: a tenth.</summary>
    private const int PauseFactor = 10;

    private static readonly TimeSpan IdlePeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StorePeriod = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan IdleStorePeriod = TimeSpan.FromSeconds(10);

    /// <summary>A test event that nobody took for so long tells nobody anything.</summary>
    private static readonly TimeSpan TestLifetime = TimeSpan.FromMinutes(1);

    private readonly EventOptions _options = options.Value;
    private readonly Dictionary<string, DestinationRun> _runs = new(StringComparer.Ordinal);
    private (long At, TimeSpan Pause)? _lastLook;
    private (long At, bool IsEmpty)? _stored;
    private bool _namesAreStored;
    private long _endedCount;

    public string Name => JobNames.Events;

    public TimeSpan Period => TimeSpan.FromSeconds(1);

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        if (!_namesAreStored) await StoreNamesAsync(cancellationToken);
        var isWhole = await HarvestAsync(cancellationToken);
        if (_lastLook is { } last && time.GetElapsedTime(last.At) < last.Pause) return new JobResult(0, 0, isWhole);

        var began = time.GetTimestamp();
        var at = time.GetUtcNow();
        var survey = await OutboxSurvey.TakeAsync(outbox, _options.PageRows, cancellationToken);
        metrics.Surveyed(survey, at);
        if (survey.UnreadableRows > 0) Log.RowsUnreadable(logger, survey.UnreadableRows);
        var tests = await ReadTestsAsync(cancellationToken);
        await BeginAsync(survey, tests, cancellationToken);
        _lastLook = (began, PauseOf(survey, tests.Count, time.GetElapsedTime(began)));

        // Most walks are short, and then the next look finds what is left.
        await Task.WhenAny(Task.WhenAll(_runs.Values.Select(static run => run.Running)), Task.Delay(Period, time, cancellationToken));
        isWhole &= await HarvestAsync(cancellationToken);
        if (_stored is not { } stored || time.GetElapsedTime(stored.At) >= (stored.IsEmpty && survey.Rows == 0 ? IdleStorePeriod : StorePeriod)) await StoreAsync(survey, at, cancellationToken);
        return new JobResult(TakeEndedCount(), 0, isWhole);
    }

    /// <summary>Events that came to an end since the last call.</summary>
    private long TakeEndedCount()
    {
        var before = _endedCount;
        _endedCount = _runs.Values.Sum(static run => run.Journal.EndedCount);
        return _endedCount - before;
    }

    /// <summary>Begins a walk for each destination that has something, is not walking and is due.</summary>
    private async ValueTask BeginAsync(OutboxSurvey survey, List<TestEvent> tests, CancellationToken cancellationToken)
    {
        var now = survey.Rows > 0 ? await ReadTimeAsync(cancellationToken) : null;
        foreach (var name in senders.Names.Concat(survey.Backlogs.Keys).Concat(tests.Select(static test => test.Destination)).Distinct(StringComparer.Ordinal))
        {
            var run = await RunOfAsync(name, cancellationToken);
            var backlog = survey.Backlogs.GetValueOrDefault(name);
            run.Journal.Waits(backlog?.Rows ?? 0, backlog?.OldestAt);
            TestEvent[] own = [.. tests.Where(test => test.Destination == name)];
            if ((backlog is null && own.Length == 0) || !run.Running.IsCompleted || !run.Worker.IsDue) continue;
            run.Running = Task.Run(
                async () =>
                {
                    foreach (var test in own) await TestAsync(run.Worker, test, cancellationToken);
                    if (backlog is not null) await run.Worker.WalkAsync(backlog.Buckets, now, cancellationToken);
                },
                cancellationToken);
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

    private async ValueTask TestAsync(DestinationWorker worker, TestEvent test, CancellationToken cancellationToken)
    {
        var isDone = await worker.TestAsync(test, cancellationToken) || time.GetUtcNow() - test.At > TestLifetime;
        if (isDone) await catalog.StoreJobStatesAsync([new(test.Key, null)], CancellationToken.None);
    }

    private async ValueTask<DestinationRun> RunOfAsync(string name, CancellationToken cancellationToken)
    {
        if (_runs.TryGetValue(name, out var known)) return known;
        var journal = new DestinationJournal(name, catalog, time);
        await journal.LoadAsync(cancellationToken);
        var run = new DestinationRun(journal, new DestinationWorker(name, senders.Of(name), outbox, journal, _options, metrics, time));
        _runs.Add(name, run);
        return run;
    }

    /// <summary>The time by which events are too old; null, and nothing is given up, while clocks differ.</summary>
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

    private async ValueTask<List<TestEvent>> ReadTestsAsync(CancellationToken cancellationToken)
    {
        var tests = new List<TestEvent>();
        await foreach (var (_, bytes) in catalog.ListJobStatesAsync(TestEvent.Prefix, cancellationToken))
        {
            if (bytes is { } stored && EventStates.TryRead(stored, EventStates.Default.TestEvent, out var test) && test.Version == TestEvent.CurrentVersion) tests.Add(test);
        }

        return tests;
    }

    private TimeSpan PauseOf(OutboxSurvey survey, int tests, TimeSpan taken)
    {
        // Also where only replication puts rows, gateways have to know how many there are.
        if (senders.Names.Count == 0 && replication.Value.Targets.Count == 0 && survey.Rows == 0 && tests == 0) return IdlePeriod;
        var pause = taken * PauseFactor;
        return pause < PauseMax ? pause : PauseMax;
    }

    private async ValueTask StoreNamesAsync(CancellationToken cancellationToken)
    {
        var names = new DestinationNames(DestinationNames.CurrentVersion, senders.Names);
        await catalog.StoreJobStateAsync(DestinationNames.Key, JsonSerializer.SerializeToUtf8Bytes(names, EventStates.Default.DestinationNames), cancellationToken);
        _namesAreStored = true;
    }

    private async ValueTask StoreAsync(OutboxSurvey survey, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var wasEmpty = _stored is null or { IsEmpty: true };
        _stored = (time.GetTimestamp(), survey.Rows == 0);
        foreach (var run in _runs.Values) await run.Journal.StoreAsync(cancellationToken);
        if (senders.Names.Count == 0 && survey.Rows == 0 && wasEmpty) return;
        var levels = new OutboxLevels(StateVersion, at, _options.BucketRowsMax, _options.BucketBytesMax, survey.Levels);
        await catalog.StoreJobStateAsync(OutboxLevels.Key, JsonSerializer.SerializeToUtf8Bytes(levels, EventStates.Default.OutboxLevels), cancellationToken);
    }

    /// <summary>One destination, and the walk to it that is under way.</summary>
    private sealed class DestinationRun(DestinationJournal journal, DestinationWorker worker)
    {
        public DestinationJournal Journal => journal;

        public DestinationWorker Worker => worker;

        public Task Running { get; set; } = Task.CompletedTask;
    }
}
