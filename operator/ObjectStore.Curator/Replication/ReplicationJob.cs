using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Curator.Clocks;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Outboxes;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Replication;

namespace ObjectStore.Curator.Replication;

/// <summary>Looks what waits in the outboxes and has each destination's worker walk where there is something for it; docs/replication.md.</summary>
/// <remarks>A walk that takes longer than a pass goes on beside the next ones, so that a slow destination keeps no other from being served.</remarks>
internal sealed partial class ReplicationJob : ICuratorJob
{
    private static readonly TimeSpan StorePeriod = TimeSpan.FromSeconds(2);

    private readonly ICatalog _catalog;
    private readonly IObjectIndex _index;
    private readonly OutboxLooks _looks;
    private readonly IReplicaSenders _senders;
    private readonly ReplicationMetrics _metrics;
    private readonly WitnessedClock _clock;
    private readonly TimeProvider _time;
    private readonly ReplicationOptions _options;
    private readonly ILogger<ReplicationJob> _logger;
    private readonly DestinationRuns<ReplicaDelivery> _runs;
    private (long At, TimeSpan Pause)? _lastLook;
    private long? _storedAt;
    private bool _namesAreStored;
    private volatile bool _isNewTerm;

    public ReplicationJob(
        ICatalog catalog, IOutbox outbox, OutboxLooks looks, IObjectIndex index, IReplicaSenders senders, ReplicationMetrics metrics, WitnessedClock clock, TimeProvider time,
        IOptions<ReplicationOptions> options, ILogger<ReplicationJob> logger)
    {
        (_catalog, _looks, _index, _senders, _metrics, _clock, _time, _options, _logger) = (catalog, looks, index, senders, metrics, clock, time, options.Value, logger);
        var walks = new WalkOptions { Consumer = OutboxConsumer.Replication, PageRows = _options.PageRows, KeysInParallel = _options.KeysInParallel, GiveUpAfter = _options.FailAfter };
        _runs = new DestinationRuns<ReplicaDelivery>(DeliveryOfAsync, outbox, walks, time);
    }

    public string Name => JobNames.Replication;

    public TimeSpan Period => TimeSpan.FromSeconds(1);

    /// <summary>While another led, it stored what happened: states go on from there.</summary>
    public void BeginTerm() => _isNewTerm = true;

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        if (_isNewTerm) await ForgetAsync();
        if (!_namesAreStored) await StoreNamesAsync(cancellationToken);
        var isWhole = await _runs.HarvestAsync(Tell, cancellationToken);
        if (_lastLook is { } last && _time.GetElapsedTime(last.At) < last.Pause) return new JobResult(0, 0, isWhole);

        var began = _time.GetTimestamp();
        var (survey, pause) = await _looks.TakeAsync(OutboxConsumer.Replication, _options.PageRows, cancellationToken);
        var waiting = survey.Of(OutboxConsumer.Replication);
        _metrics.Surveyed(waiting, _time.GetUtcNow());
        await BeginAsync(waiting, cancellationToken);
        _lastLook = (began, _senders.Names.Count == 0 && waiting.Rows == 0 ? OutboxLooks.IdlePause : pause);

        await _runs.WaitAsync(Period, cancellationToken);
        isWhole &= await _runs.HarvestAsync(Tell, cancellationToken);
        if (_storedAt is not { } stored || _time.GetElapsedTime(stored) >= StorePeriod) await StoreAsync(cancellationToken);
        return new JobResult(_runs.TakeEndedCount(), 0, isWhole);
    }

    private async ValueTask ForgetAsync()
    {
        _isNewTerm = false;
        await _runs.ForgetAsync();
        (_lastLook, _storedAt, _namesAreStored) = (null, null, false);
    }

    /// <summary>Begins a walk for each destination that has something, is not walking and is due.</summary>
    private async ValueTask BeginAsync(ConsumerBacklog waiting, CancellationToken cancellationToken)
    {
        var now = waiting.Rows > 0 ? await _clock.TryReadAsync(cancellationToken) : null;
        foreach (var (name, run) in _runs.All)
        {
            if (!waiting.Destinations.ContainsKey(name)) run.Delivery.Waits(null);
        }

        foreach (var (name, backlog) in waiting.Destinations)
        {
            var run = await _runs.OfAsync(name, cancellationToken);
            run.Delivery.Waits(backlog);
            if (run.IsReady) run.Begin((worker, token) => worker.WalkAsync(backlog.Buckets, now, token), cancellationToken);
        }
    }

    private void Tell(Exception exception, string destination) => Log.WalkFailed(_logger, exception, destination);

    private async ValueTask<ReplicaDelivery> DeliveryOfAsync(string name, CancellationToken cancellationToken)
    {
        var journal = new ReplicationJournal(name, _catalog, _time);
        await journal.LoadAsync(cancellationToken);
        var destination = ReplicaDestination.TryParse(name, out var parsed) ? parsed : new ReplicaDestination("", "");
        return new ReplicaDelivery(name, destination.Bucket, _senders.Of(destination.Target), _index, journal, _metrics, _time);
    }

    private async ValueTask StoreNamesAsync(CancellationToken cancellationToken)
    {
        var names = new TargetNames(TargetNames.CurrentVersion, _senders.Names);
        await _catalog.StoreJobStateAsync(TargetNames.Key, JsonSerializer.SerializeToUtf8Bytes(names, ReplicationStates.Default.TargetNames), cancellationToken);
        _namesAreStored = true;
    }

    private async ValueTask StoreAsync(CancellationToken cancellationToken)
    {
        _storedAt = _time.GetTimestamp();
        await _runs.StoreAsync(cancellationToken);
    }
}
