using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Curator.Clocks;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Outboxes;
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
internal sealed partial class EventJob : ICuratorJob
{
    private const int StateVersion = OutboxLevels.CurrentVersion;

    private static readonly TimeSpan StorePeriod = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan IdleStorePeriod = TimeSpan.FromSeconds(10);

    /// <summary>How long a destination must have been broken before events are given up that were not tried.</summary>
    private static readonly TimeSpan BrokenMin = TimeSpan.FromMinutes(10);

    /// <summary>A test event that nobody took for so long tells nobody anything.</summary>
    private static readonly TimeSpan TestLifetime = TimeSpan.FromMinutes(1);

    private readonly ICatalog _catalog;
    private readonly OutboxLooks _looks;
    private readonly IEventSenders _senders;
    private readonly EventMetrics _metrics;
    private readonly WitnessedClock _clock;
    private readonly TimeProvider _time;
    private readonly EventOptions _options;
    private readonly bool _hasTargets;
    private readonly ILogger<EventJob> _logger;
    private readonly DestinationRuns<EventDelivery> _runs;
    private (long At, TimeSpan Pause)? _lastLook;
    private (long At, bool IsEmpty)? _stored;
    private bool _namesAreStored;
    private int _unreadableRows;
    private volatile bool _isNewTerm;

    public EventJob(
        ICatalog catalog, IOutbox outbox, OutboxLooks looks, IEventSenders senders, EventMetrics metrics, WitnessedClock clock, TimeProvider time, IOptions<EventOptions> options,
        IOptions<ReplicationOptions> replication, ILogger<EventJob> logger)
    {
        (_catalog, _looks, _senders, _metrics, _clock, _time, _options, _logger) = (catalog, looks, senders, metrics, clock, time, options.Value, logger);
        _hasTargets = replication.Value.Targets.Count > 0;
        var walks = new WalkOptions
        {
            Consumer = OutboxConsumer.Notifications,
            PageRows = _options.PageRows,
            KeysInParallel = _options.KeysInParallel,
            GiveUpAfter = _options.DeadAfter,
            SweepAfter = BrokenMin,
        };
        _runs = new DestinationRuns<EventDelivery>(DeliveryOfAsync, outbox, walks, time);
    }

    public string Name => JobNames.Events;

    public TimeSpan Period => TimeSpan.FromSeconds(1);

    /// <summary>While another led, it stored what happened: reports go on from there.</summary>
    public void BeginTerm() => _isNewTerm = true;

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        if (_isNewTerm) await ForgetAsync();
        if (!_namesAreStored) await StoreNamesAsync(cancellationToken);
        var isWhole = await _runs.HarvestAsync(Tell, cancellationToken);
        if (_lastLook is { } last && _time.GetElapsedTime(last.At) < last.Pause) return new JobResult(0, 0, isWhole);

        var began = _time.GetTimestamp();
        var at = _time.GetUtcNow();
        var (survey, pause) = await _looks.TakeAsync(OutboxConsumer.Notifications, _options.PageRows, cancellationToken);
        _metrics.Surveyed(survey, at);
        TellUnreadable(survey.UnreadableRows);
        var tests = await ReadTestsAsync(cancellationToken);
        await BeginAsync(survey.Of(OutboxConsumer.Notifications), tests, cancellationToken);

        // Also where only replication puts rows, gateways have to know how many there are.
        var isIdle = _senders.Names.Count == 0 && !_hasTargets && survey.Rows == 0 && tests.Count == 0;
        _lastLook = (began, isIdle ? OutboxLooks.IdlePause : pause);

        await _runs.WaitAsync(Period, cancellationToken);
        isWhole &= await _runs.HarvestAsync(Tell, cancellationToken);
        if (_stored is not { } stored || _time.GetElapsedTime(stored.At) >= (stored.IsEmpty && survey.Rows == 0 ? IdleStorePeriod : StorePeriod)) await StoreAsync(survey, at, cancellationToken);
        return new JobResult(_runs.TakeEndedCount(), 0, isWhole);
    }

    private async ValueTask ForgetAsync()
    {
        _isNewTerm = false;
        await _runs.ForgetAsync();
        (_lastLook, _stored, _namesAreStored) = (null, null, false);
    }

    /// <summary>Begins a walk for each destination that has something, is not walking and is due.</summary>
    private async ValueTask BeginAsync(ConsumerBacklog waiting, List<TestEvent> tests, CancellationToken cancellationToken)
    {
        var now = waiting.Rows > 0 ? await _clock.TryReadAsync(cancellationToken) : null;
        foreach (var name in _senders.Names.Concat(waiting.Destinations.Keys).Concat(tests.Select(static test => test.Destination)).Distinct(StringComparer.Ordinal))
        {
            var run = await _runs.OfAsync(name, cancellationToken);
            var backlog = waiting.Destinations.GetValueOrDefault(name);
            run.Delivery.Waits(backlog);
            TestEvent[] own = [.. tests.Where(test => test.Destination == name)];
            if ((backlog is null && own.Length == 0) || !run.IsReady) continue;
            run.Begin(
                async (worker, token) =>
                {
                    foreach (var test in own) await TestAsync(run.Delivery, test, token);
                    if (backlog is not null) await worker.WalkAsync(backlog.Buckets, now, token);
                },
                cancellationToken);
        }
    }

    /// <summary>Once for each change: they stay, and there is a look every second.</summary>
    private void TellUnreadable(int rows)
    {
        if (rows > 0 && rows != _unreadableRows) Log.RowsUnreadable(_logger, rows);
        _unreadableRows = rows;
    }

    private void Tell(Exception exception, string destination) => Log.WalkFailed(_logger, exception, destination);

    private async ValueTask TestAsync(EventDelivery delivery, TestEvent test, CancellationToken cancellationToken)
    {
        var isDone = await delivery.TestAsync(test, cancellationToken) || _time.GetUtcNow() - test.At > TestLifetime;
        if (isDone) await _catalog.StoreJobStatesAsync([new(test.Key, null)], CancellationToken.None);
    }

    private async ValueTask<EventDelivery> DeliveryOfAsync(string name, CancellationToken cancellationToken)
    {
        var journal = new EventJournal(name, _catalog, _time);
        await journal.LoadAsync(cancellationToken);
        return new EventDelivery(name, _senders.Of(name), journal, _metrics);
    }

    private async ValueTask<List<TestEvent>> ReadTestsAsync(CancellationToken cancellationToken)
    {
        var tests = new List<TestEvent>();
        await foreach (var (_, bytes) in _catalog.ListJobStatesAsync(TestEvent.Prefix, cancellationToken))
        {
            if (bytes is { } stored && EventStates.TryRead(stored, EventStates.Default.TestEvent, out var test) && test.Version == TestEvent.CurrentVersion) tests.Add(test);
        }

        return tests;
    }

    private async ValueTask StoreNamesAsync(CancellationToken cancellationToken)
    {
        var names = new DestinationNames(DestinationNames.CurrentVersion, _senders.Names);
        await _catalog.StoreJobStateAsync(DestinationNames.Key, JsonSerializer.SerializeToUtf8Bytes(names, EventStates.Default.DestinationNames), cancellationToken);
        _namesAreStored = true;
    }

    private async ValueTask StoreAsync(OutboxSurvey survey, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var wasEmpty = _stored is null or { IsEmpty: true };
        _stored = (_time.GetTimestamp(), survey.Rows == 0);
        await _runs.StoreAsync(cancellationToken);
        if (_senders.Names.Count == 0 && survey.Rows == 0 && wasEmpty) return;
        var levels = new OutboxLevels(StateVersion, at, _options.BucketRowsMax, _options.BucketBytesMax, survey.Levels);
        await _catalog.StoreJobStateAsync(OutboxLevels.Key, JsonSerializer.SerializeToUtf8Bytes(levels, EventStates.Default.OutboxLevels), cancellationToken);
    }
}
