using ObjectStore.Core.Identifiers;
using ObjectStore.Events.Announcing;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Events;

/// <summary>What waits in all outboxes, counted in one look.</summary>
internal sealed class OutboxSurvey
{
    private readonly Dictionary<BucketId, OutboxLevel> _levels = [];
    private readonly Dictionary<string, DestinationBacklog> _backlogs = new(StringComparer.Ordinal);

    /// <summary>What waits for each destination.</summary>
    public IReadOnlyDictionary<string, DestinationBacklog> Backlogs => _backlogs;

    /// <summary>Rows that cannot be read; they stay.</summary>
    public int UnreadableRows { get; private set; }

    /// <summary>Rows of all buckets.</summary>
    public long Rows { get; private set; }

    /// <summary>When the oldest event was made, or null.</summary>
    public DateTimeOffset? OldestAt { get; private set; }

    /// <summary>How full outboxes are, the fullest first.</summary>
    public IReadOnlyList<OutboxLevel> Levels => [.. _levels.Values.OrderByDescending(static level => level.Rows).ThenBy(static level => level.Bucket).Take(OutboxLevels.BucketsMax)];

    /// <summary>Reads the whole outbox.</summary>
    public static async ValueTask<OutboxSurvey> TakeAsync(IOutbox outbox, int pageRows, CancellationToken cancellationToken)
    {
        var survey = new OutboxSurvey();
        ReadOnlyMemory<byte> cursor = default;
        do
        {
            var page = await outbox.ListAsync(bucket: null, cursor, pageRows, cancellationToken);
            foreach (var entry in page.Entries) survey.Add(entry);
            survey.UnreadableRows += page.UnreadableRows;
            cursor = page.Next;
        }
        while (!cursor.IsEmpty);
        return survey;
    }

    private void Add(OutboxEntry entry)
    {
        Rows++;
        var level = _levels.GetValueOrDefault(entry.Bucket) ?? new OutboxLevel(entry.Bucket.Value, 0, 0);
        _levels[entry.Bucket] = level with { Rows = level.Rows + 1, Bytes = level.Bytes + entry.Bytes };
        if (entry.Message.Consumer != OutboxConsumer.Notifications) return;
        if (OldestAt is not { } oldest || entry.QueuedAt < oldest) OldestAt = entry.QueuedAt;
        if (!_backlogs.TryGetValue(entry.Message.Destination, out var backlog)) _backlogs.Add(entry.Message.Destination, backlog = new DestinationBacklog());
        backlog.Add(entry);
    }
}
