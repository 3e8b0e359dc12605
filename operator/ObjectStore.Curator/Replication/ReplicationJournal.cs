using ObjectStore.Curator.Outboxes;
using ObjectStore.Index.Catalog;
using ObjectStore.Replication;

namespace ObjectStore.Curator.Replication;

/// <summary>Keeps the state of one destination for people. Thread-safe.</summary>
internal sealed class ReplicationJournal(string destination, ICatalog catalog, TimeProvider time)
{
    private readonly StoredState<DestinationState> _state =
        new(DestinationState.Prefix + destination, DestinationState.Of(destination), ReplicationStates.Default.DestinationState, catalog);

    private long _endedCount;

    /// <summary>Rows that came to an end since this journal was made.</summary>
    public long EndedCount => Interlocked.Read(ref _endedCount);

    /// <summary>Goes on from what is stored.</summary>
    public ValueTask LoadAsync(CancellationToken cancellationToken) => _state.LoadAsync(static stored => stored.Version == DestinationState.CurrentVersion, cancellationToken);

    public void Delivered(long bytes)
    {
        Interlocked.Increment(ref _endedCount);
        _state.Change(state => state with { Delivered = state.Delivered + 1, DeliveredBytes = state.DeliveredBytes + bytes, LastDeliveryAt = time.GetUtcNow() });
    }

    public void Failed(string why) => _state.Change(state => state with { Failures = state.Failures + 1, LastFailure = why, LastFailureAt = time.GetUtcNow() });

    public void Waits(DestinationBacklog? backlog)
    {
        BucketBacklog[] waiting = [.. (backlog?.Buckets ?? []).OrderByDescending(static bucket => bucket.Rows).Take(DestinationState.BucketsMax)
            .Select(static bucket => new BucketBacklog(bucket.Bucket.Value, bucket.Rows, bucket.OldestAt))];
        _state.Change(state => waiting.SequenceEqual(state.Waiting) ? state : state with { Waiting = waiting });
    }

    /// <summary>Counts versions that are given up, durably.</summary>
    /// <param name="versions">The versions, the earliest first.</param>
    /// <param name="cancellationToken">Ends the storing.</param>
    public ValueTask GiveUpAsync(IReadOnlyList<FailedVersion> versions, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _endedCount, versions.Count);
        _state.Change(state => state with
        {
            GivenUp = state.GivenUp + versions.Count,
            LastGivenUp = [.. versions.Reverse().Concat(state.LastGivenUp).Take(DestinationState.GivenUpMax)],
        });
        return StoreAsync(cancellationToken);
    }

    /// <summary>Stores the state if it has changed.</summary>
    public ValueTask StoreAsync(CancellationToken cancellationToken) => _state.StoreAsync(cancellationToken);
}
