using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Outboxes;

/// <summary>What waits for the destinations of one consumer.</summary>
internal sealed class ConsumerBacklog
{
    private readonly Dictionary<string, DestinationBacklog> _destinations = new(StringComparer.Ordinal);

    /// <summary>What waits for each of them; none is empty.</summary>
    public IReadOnlyDictionary<string, DestinationBacklog> Destinations => _destinations;

    /// <summary>Rows of all.</summary>
    public long Rows => _destinations.Values.Sum(static destination => destination.Rows);

    /// <summary>When the oldest was put there, or null.</summary>
    public DateTimeOffset? OldestAt => _destinations.Count > 0 ? _destinations.Values.Min(static destination => destination.OldestAt) : null;

    public void Add(OutboxEntry entry)
    {
        if (!_destinations.TryGetValue(entry.Message.Destination, out var backlog)) _destinations.Add(entry.Message.Destination, backlog = new DestinationBacklog());
        backlog.Add(entry);
    }
}
