using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Curator.Clocks;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Outboxes;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Replication;

namespace ObjectStore.Curator.Replication;

/// <summary>Looks what waits in the outboxes and has each destination's worker walk where there is something for it; docs/replication.md.</summary>
internal sealed partial class ReplicationJob : OutboxJob<ReplicaDelivery>
{
    private static readonly TimeSpan StorePeriod = TimeSpan.FromSeconds(2);

    private readonly ICatalog _catalog;
    private readonly IObjectIndex _index;
    private readonly IReplicaSenders _senders;
    private readonly ReplicationMetrics _metrics;
    private readonly WitnessedClock _clock;
    private readonly TimeProvider _time;
    private readonly ILogger<ReplicationJob> _logger;
    private long? _storedAt;

    public ReplicationJob(
        ICatalog catalog, IOutbox outbox, OutboxLooks looks, IObjectIndex index, IReplicaSenders senders, ReplicationMetrics metrics, WitnessedClock clock, TimeProvider time,
        IOptions<ReplicationOptions> options, ILogger<ReplicationJob> logger)
        : base(outbox, looks, WalksOf(options.Value), time)
    {
        (_catalog, _index, _senders, _metrics, _clock, _time, _logger) = (catalog, index, senders, metrics, clock, time, logger);
    }

    /// <inheritdoc />
    public override string Name => JobNames.Replication;

    /// <inheritdoc />
    protected override async ValueTask<bool> BeginAsync(OutboxSurvey survey, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var waiting = survey.Of(OutboxConsumer.Replication);
        _metrics.Surveyed(waiting, at);
        await BeginAsync(waiting, cancellationToken);
        return _senders.Names.Count == 0 && waiting.Rows == 0;
    }

    /// <inheritdoc />
    protected override async ValueTask<ReplicaDelivery> DeliveryOfAsync(string name, CancellationToken cancellationToken)
    {
        var journal = new ReplicationJournal(name, _catalog, _time);
        await journal.LoadAsync(cancellationToken);
        var destination = ReplicaDestination.TryParse(name, out var parsed) ? parsed : new ReplicaDestination("", "");
        return new ReplicaDelivery(name, destination.Bucket, _senders.Of(destination.Target), _index, journal, _metrics, _time);
    }

    /// <inheritdoc />
    protected override async ValueTask StoreNamesAsync(CancellationToken cancellationToken)
    {
        var names = new TargetNames(TargetNames.CurrentVersion, _senders.Names);
        await _catalog.StoreJobStateAsync(TargetNames.Key, JsonSerializer.SerializeToUtf8Bytes(names, ReplicationStates.Default.TargetNames), cancellationToken);
    }

    /// <inheritdoc />
    protected override async ValueTask StoreAsync(OutboxSurvey survey, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (_storedAt is { } stored && _time.GetElapsedTime(stored) < StorePeriod) return;
        _storedAt = _time.GetTimestamp();
        await Runs.StoreAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override void Forget() => _storedAt = null;

    /// <inheritdoc />
    protected override void Tell(StorageException exception, string destination) => Log.WalkFailed(_logger, exception, destination);

    private static WalkOptions WalksOf(ReplicationOptions options) => new()
    {
        Consumer = OutboxConsumer.Replication,
        PageRows = options.PageRows,
        KeysInParallel = options.KeysInParallel,
        GiveUpAfter = options.FailAfter,
    };

    private async ValueTask BeginAsync(ConsumerBacklog waiting, CancellationToken cancellationToken)
    {
        var now = waiting.Rows > 0 ? await _clock.TryReadAsync(cancellationToken) : null;
        foreach (var (name, run) in Runs.All)
        {
            if (!waiting.Destinations.ContainsKey(name)) run.Delivery.Waits(null);
        }

        foreach (var (name, backlog) in waiting.Destinations)
        {
            var run = await Runs.OfAsync(name, cancellationToken);
            run.Delivery.Waits(backlog);
            if (run.IsReady) run.Begin((worker, token) => worker.WalkAsync(backlog.Buckets, now, token), cancellationToken);
        }
    }
}
