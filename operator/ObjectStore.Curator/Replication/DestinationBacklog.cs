using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Replication;

namespace ObjectStore.Curator.Replication;

/// <summary>What waits for one destination.</summary>
internal sealed class DestinationBacklog
{
    private readonly List<BucketBacklog> _buckets = [];

    /// <summary>Buckets with something for it, in their order.</summary>
    public IReadOnlyList<BucketBacklog> Buckets => _buckets;

    /// <summary>When the oldest was put there.</summary>
    public DateTimeOffset OldestAt { get; private set; } = DateTimeOffset.MaxValue;

    public void Add(OutboxEntry entry)
    {
        if (entry.QueuedAt < OldestAt) OldestAt = entry.QueuedAt;

        // Rows come in the order of their buckets.
        if (_buckets.Count == 0 || _buckets[^1].Bucket != entry.Bucket.Value) _buckets.Add(new BucketBacklog(entry.Bucket.Value, 0, entry.QueuedAt));
        var last = _buckets[^1];
        _buckets[^1] = last with { Rows = last.Rows + 1, OldestAt = entry.QueuedAt < last.OldestAt ? entry.QueuedAt : last.OldestAt };
    }
}
