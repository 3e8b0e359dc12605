using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Outboxes;

/// <summary>What waits for one destination.</summary>
internal sealed class DestinationBacklog
{
    private readonly List<BucketRows> _buckets = [];

    /// <summary>Buckets with something for it, in their order.</summary>
    public IReadOnlyList<BucketRows> Buckets => _buckets;

    /// <summary>Rows of all of them.</summary>
    public long Rows { get; private set; }

    /// <summary>When the oldest was put there.</summary>
    public DateTimeOffset OldestAt { get; private set; } = DateTimeOffset.MaxValue;

    public void Add(OutboxEntry entry)
    {
        Rows++;
        OldestAt = Earlier(OldestAt, entry.QueuedAt);

        // Rows come in the order of their buckets.
        if (_buckets.Count == 0 || _buckets[^1].Bucket != entry.Bucket) _buckets.Add(new BucketRows(entry.Bucket, 0, entry.QueuedAt));
        var last = _buckets[^1];
        _buckets[^1] = last with { Rows = last.Rows + 1, OldestAt = Earlier(last.OldestAt, entry.QueuedAt) };
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
