using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Outboxes;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Replication;

namespace ObjectStore.Curator.Replication;

/// <summary>Which versions of neighbouring keys stand in the outbox of a bucket, and for which destinations; as many as the outbox has room for.</summary>
internal sealed class QueuedVersions
{
    private readonly HashSet<(ObjectKey Key, string Version, string Destination)> _rows = [];

    private QueuedVersions()
    {
    }

    /// <summary>Reads those of the keys from <paramref name="first"/> to <paramref name="last"/>.</summary>
    public static async ValueTask<QueuedVersions> ReadAsync(IOutbox outbox, BucketId bucket, ObjectKey first, ObjectKey last, int pageRows, CancellationToken cancellationToken)
    {
        var queued = new QueuedVersions();
        var stretch = new OutboxStretch(bucket, OutboxCursor.At(bucket, first), UpTo: last);
        for (var cursor = stretch.Start; !cursor.IsEmpty;)
        {
            var page = await outbox.ListAsync(bucket, cursor, pageRows, cancellationToken);
            foreach (var entry in page.Entries.Where(entry => entry.Message.Consumer == OutboxConsumer.Replication && stretch.Reaches(entry.Key))) queued.Add(entry);
            cursor = stretch.NextOf(page);
        }

        return queued;
    }

    /// <summary>Whether a version waits for a destination that no row names.</summary>
    public bool Misses(ObjectKey key, VersionName version, StoredReplication replication) =>
        replication.Waiting.Any(destination => !_rows.Contains((key, version.ToString(), destination)));

    private void Add(OutboxEntry entry)
    {
        if (ReplicationContent.TryParse(entry.Message.Content.Span, out var facts)) _rows.Add((entry.Key, facts.Version, entry.Message.Destination));
    }
}
