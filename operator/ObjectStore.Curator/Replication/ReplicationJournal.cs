using System.Text.Json;
using ObjectStore.Events;
using ObjectStore.Events.Documents;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Replication;

namespace ObjectStore.Curator.Replication;

/// <summary>Keeps the state of one destination for people: in memory, and now and then in the catalog. Thread-safe.</summary>
internal sealed class ReplicationJournal(string destination, ICatalog catalog, TimeProvider time)
{
    private readonly Lock _gate = new();
    private DestinationState _state = DestinationState.Of(destination);
    private DestinationState? _stored;

    /// <summary>Rows that came to an end since this journal was made.</summary>
    public long EndedCount { get; private set; }

    /// <summary>Goes on from what is stored.</summary>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        var bytes = await catalog.GetJobStateAsync(DestinationState.Prefix + destination, cancellationToken);
        if (!EventStates.TryRead(bytes ?? default, ReplicationStates.Default.DestinationState, out var stored) || stored.Version != DestinationState.CurrentVersion) return;
        lock (_gate) _stored = _state = stored;
    }

    public void Delivered(long bytes)
    {
        lock (_gate)
        {
            EndedCount++;
            _state = _state with { Delivered = _state.Delivered + 1, DeliveredBytes = _state.DeliveredBytes + bytes, LastDeliveryAt = time.GetUtcNow() };
        }
    }

    public void Failed(string why)
    {
        lock (_gate) _state = _state with { Failures = _state.Failures + 1, LastFailure = why, LastFailureAt = time.GetUtcNow() };
    }

    public void Waits(DestinationBacklog? backlog)
    {
        BucketBacklog[] waiting = [.. (backlog?.Buckets ?? []).OrderByDescending(static bucket => bucket.Rows).Take(DestinationState.BucketsMax)];
        lock (_gate)
        {
            if (!waiting.SequenceEqual(_state.Waiting)) _state = _state with { Waiting = waiting };
        }
    }

    /// <summary>Counts a version that is given up, durably.</summary>
    public ValueTask GiveUpAsync(OutboxEntry entry, ReplicationFacts? facts, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            EndedCount++;
            var failed = new FailedVersion(facts?.Bucket ?? "", EventKey.Encode(entry.Key.Utf8), facts?.Version ?? "", _state.LastFailure ?? "", time.GetUtcNow());
            _state = _state with { GivenUp = _state.GivenUp + 1, LastGivenUp = [.. _state.LastGivenUp.Prepend(failed).Take(DestinationState.GivenUpMax)] };
        }

        return StoreAsync(cancellationToken);
    }

    /// <summary>Stores the state if it has changed.</summary>
    public async ValueTask StoreAsync(CancellationToken cancellationToken)
    {
        DestinationState state;
        lock (_gate)
        {
            if (_state == _stored) return;
            state = _state;
        }

        await catalog.StoreJobStateAsync(DestinationState.Prefix + destination, JsonSerializer.SerializeToUtf8Bytes(state, ReplicationStates.Default.DestinationState), cancellationToken);
        lock (_gate) _stored = state;
    }
}
