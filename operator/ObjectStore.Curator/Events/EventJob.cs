using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
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
internal sealed partial class EventJob : OutboxJob<EventDelivery>
{
    private const int StateVersion = OutboxLevels.CurrentVersion;

    private static readonly TimeSpan StorePeriod = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan IdleStorePeriod = TimeSpan.FromSeconds(10);

    /// <summary>How long a destination must have been broken before events are given up that were not tried.</summary>
    private static readonly TimeSpan BrokenMin = TimeSpan.FromMinutes(10);

    /// <summary>A test event that nobody took for so long tells nobody anything.</summary>
    private static readonly TimeSpan TestLifetime = TimeSpan.FromMinutes(1);

    private readonly ICatalog _catalog;
    private readonly IEventSenders _senders;
    private readonly EventMetrics _metrics;
    private readonly WitnessedClock _clock;
    private readonly TimeProvider _time;
    private readonly EventOptions _options;
    private readonly bool _hasTargets;
    private readonly ILogger<EventJob> _logger;
    private (long At, bool IsEmpty)? _stored;
    private int _unreadableRows;

    public EventJob(
        ICatalog catalog, IOutbox outbox, OutboxLooks looks, IEventSenders senders, EventMetrics metrics, WitnessedClock clock, TimeProvider time, IOptions<EventOptions> options,
        IOptions<ReplicationOptions> replication, ILogger<EventJob> logger)
        : base(outbox, looks, WalksOf(options.Value), time)
    {
        (_catalog, _senders, _metrics, _clock, _time, _options, _logger) = (catalog, senders, metrics, clock, time, options.Value, logger);
        _hasTargets = replication.Value.Targets.Count > 0;
    }

    /// <inheritdoc />
    public override string Name => JobNames.Events;

    /// <inheritdoc />
    protected override async ValueTask<bool> BeginAsync(OutboxSurvey survey, DateTimeOffset at, CancellationToken cancellationToken)
    {
        _metrics.Surveyed(survey, at);
        TellUnreadable(survey.UnreadableRows);
        var tests = await ReadTestsAsync(cancellationToken);
        await BeginAsync(survey.Of(OutboxConsumer.Notifications), tests, cancellationToken);

        // Also where only replication puts rows, gateways have to know how many there are.
        return _senders.Names.Count == 0 && !_hasTargets && survey.Rows == 0 && tests.Count == 0;
    }

    /// <inheritdoc />
    protected override async ValueTask<EventDelivery> DeliveryOfAsync(string name, CancellationToken cancellationToken)
    {
        var journal = new EventJournal(name, _catalog, _time);
        await journal.LoadAsync(cancellationToken);
        return new EventDelivery(name, _senders.Of(name), journal, _metrics);
    }

    /// <inheritdoc />
    protected override async ValueTask StoreNamesAsync(CancellationToken cancellationToken)
    {
        var names = new DestinationNames(DestinationNames.CurrentVersion, _senders.Names);
        await _catalog.StoreJobStateAsync(DestinationNames.Key, JsonSerializer.SerializeToUtf8Bytes(names, EventStates.Default.DestinationNames), cancellationToken);
    }

    /// <inheritdoc />
    protected override async ValueTask StoreAsync(OutboxSurvey survey, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (_stored is { } stored && _time.GetElapsedTime(stored.At) < (stored.IsEmpty && survey.Rows == 0 ? IdleStorePeriod : StorePeriod)) return;
        var wasEmpty = _stored is null or { IsEmpty: true };
        _stored = (_time.GetTimestamp(), survey.Rows == 0);
        await Runs.StoreAsync(cancellationToken);
        if (_senders.Names.Count == 0 && survey.Rows == 0 && wasEmpty) return;
        var levels = new OutboxLevels(StateVersion, at, _options.BucketRowsMax, _options.BucketBytesMax, survey.Levels);
        await _catalog.StoreJobStateAsync(OutboxLevels.Key, JsonSerializer.SerializeToUtf8Bytes(levels, EventStates.Default.OutboxLevels), cancellationToken);
    }

    /// <inheritdoc />
    protected override void Forget() => _stored = null;

    /// <inheritdoc />
    protected override void Tell(StorageException exception, string destination) => Log.WalkFailed(_logger, exception, destination);

    private static WalkOptions WalksOf(EventOptions options) => new()
    {
        Consumer = OutboxConsumer.Notifications,
        PageRows = options.PageRows,
        KeysInParallel = options.KeysInParallel,
        GiveUpAfter = options.DeadAfter,
        SweepAfter = BrokenMin,
    };

    private async ValueTask BeginAsync(ConsumerBacklog waiting, List<TestEvent> tests, CancellationToken cancellationToken)
    {
        var now = waiting.Rows > 0 ? await _clock.TryReadAsync(cancellationToken) : null;
        foreach (var name in _senders.Names.Concat(waiting.Destinations.Keys).Concat(tests.Select(static test => test.Destination)).Distinct(StringComparer.Ordinal))
        {
            var run = await Runs.OfAsync(name, cancellationToken);
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

    private async ValueTask TestAsync(EventDelivery delivery, TestEvent test, CancellationToken cancellationToken)
    {
        var isDone = await delivery.TestAsync(test, cancellationToken) || _time.GetUtcNow() - test.At > TestLifetime;
        if (isDone) await _catalog.StoreJobStatesAsync([new(test.Key, null)], CancellationToken.None);
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
}
