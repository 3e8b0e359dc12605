using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Events;

/// <summary>What waits for one destination.</summary>
internal sealed class DestinationBacklog
{
    private readonly List<BucketId> _buckets = [];

    /// <summary>Buckets with something for it, in their order.</summary>
    public IReadOnlyList<BucketId> Buckets => _buckets;

    /// <summary>Events.</summary>
    public long Rows { get; private set; }

    /// <summary>When the oldest was made.</summary>
    public DateTimeOffset OldestAt { get; private set; } = DateTimeOffset.MaxValue;

    public void Add(OutboxEntry entry)
    {
        Rows++;
        if (entry.QueuedAt < OldestAt) OldestAt = entry.QueuedAt;

        // Rows come in the order of their buckets.
        if (_buckets.Count == 0 || _buckets[^1] != entry.Bucket) _buckets.Add(entry.Bucket);
    }
}
