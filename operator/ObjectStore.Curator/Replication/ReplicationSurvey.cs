using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Replication;

/// <summary>What waits in all outboxes for replication, counted in one look.</summary>
internal sealed class ReplicationSurvey
{
    private readonly Dictionary<string, DestinationBacklog> _backlogs = new(StringComparer.Ordinal);

    /// <summary>What waits for each destination.</summary>
    public IReadOnlyDictionary<string, DestinationBacklog> Backlogs => _backlogs;

    /// <summary>Rows of all.</summary>
    public long Rows { get; private set; }

    /// <summary>When the oldest was put there, or null.</summary>
    public DateTimeOffset? OldestAt { get; private set; }

    /// <summary>Reads the outbox of a bucket, or of all.</summary>
    public static async ValueTask<ReplicationSurvey> TakeAsync(IOutbox outbox, BucketId? bucket, int pageRows, CancellationToken cancellationToken)
    {
        var survey = new ReplicationSurvey();
        ReadOnlyMemory<byte> cursor = default;
        do
        {
            var page = await outbox.ListAsync(bucket, cursor, pageRows, cancellationToken);
            foreach (var entry in page.Entries) survey.Add(entry);
            cursor = page.Next;
        }
        while (!cursor.IsEmpty);
        return survey;
    }

    private void Add(OutboxEntry entry)
    {
        if (entry.Message.Consumer != OutboxConsumer.Replication) return;
        Rows++;
        if (OldestAt is not { } oldest || entry.QueuedAt < oldest) OldestAt = entry.QueuedAt;
        if (!_backlogs.TryGetValue(entry.Message.Destination, out var backlog)) _backlogs.Add(entry.Message.Destination, backlog = new DestinationBacklog());
        backlog.Add(entry);
    }
}
