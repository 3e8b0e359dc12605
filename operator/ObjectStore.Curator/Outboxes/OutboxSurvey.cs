using ObjectStore.Core.Identifiers;
using ObjectStore.Events.Announcing;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Outboxes;

/// <summary>What waits in outboxes, for whomever, counted in one look.</summary>
internal sealed class OutboxSurvey
{
    private readonly Dictionary<BucketId, OutboxLevel> _levels = [];
    private readonly Dictionary<OutboxConsumer, ConsumerBacklog> _consumers = [];

    /// <summary>Rows that cannot be read; they stay.</summary>
    public int UnreadableRows { get; private set; }

    /// <summary>Rows of all buckets, those of consumers that this release does not know too.</summary>
    public long Rows { get; private set; }

    /// <summary>How full outboxes are, the fullest first.</summary>
    public IReadOnlyList<OutboxLevel> Levels => [.. _levels.Values.OrderByDescending(static level => level.Rows).ThenBy(static level => level.Bucket).Take(OutboxLevels.BucketsMax)];

    /// <summary>What waits for a consumer.</summary>
    public ConsumerBacklog Of(OutboxConsumer consumer) => _consumers.GetValueOrDefault(consumer) ?? new ConsumerBacklog();

    /// <summary>Reads the outboxes of all buckets.</summary>
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
        if (!_consumers.TryGetValue(entry.Message.Consumer, out var consumer)) _consumers.Add(entry.Message.Consumer, consumer = new ConsumerBacklog());
        consumer.Add(entry);
    }
}
