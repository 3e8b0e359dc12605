using ObjectStore.Core.Identifiers;
using ObjectStore.Events.Announcing;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Replication.Configuration;

namespace ObjectStore.Replication.Announcing;

/// <summary>Has versions that rules match say so in their rows, and puts them into the outbox as long as there is room. What finds none is found by a walk. Thread-safe.</summary>
public sealed class ReplicationNotices(ReplicationRules rules, string bucketName, ReplicationCause cause, OutboxRoom room) : IChangeNotices
{
    /// <inheritdoc />
    public ObjectRecord Mark(ObjectKey key, ObjectRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);

        // What was said of an existing version before is what it is about: only what nothing was said of is new to a rule.
        var isExisting = cause == ReplicationCause.Existing;
        if (isExisting && record.Replication is not null) return record;
        var taken = rules.Of(key, record, isExisting);
        return taken.Count == 0 ? record : record with { Replication = StoredReplication.WaitingFor(record.Replication, taken.Select(static rule => rule.Destination.ToString())) };
    }

    /// <inheritdoc />
    public IReadOnlyList<OutboxMessage> Of(in PlannedChange change)
    {
        if (change.IsRemoval || !change.HasVersions || change.Record.Replication is not { Waiting.Count: > 0 } replication) return [];
        var messages = new List<OutboxMessage>(replication.Waiting.Count);
        foreach (var destination in replication.Waiting)
        {
            var message = new OutboxMessage(OutboxConsumer.Replication, destination, ReplicationContent.Format(FactsOf(change, destination)));
            if (room.TryReserve(change.Bucket, message.Content.Length + change.Key.Utf8.Length)) messages.Add(message);
        }

        return messages;
    }

    private ReplicationFacts FactsOf(in PlannedChange change, string destination)
    {
        var rule = rules.Of(change.Key, change.Record, isExisting: false).FirstOrDefault(rule => rule.Destination.ToString() == destination);
        return new ReplicationFacts
        {
            Bucket = bucketName,
            Version = change.Record.Name.ToString(),
            Cause = cause,
            KmsKeyId = rule?.KmsKeyId,
            StorageClass = rule?.StorageClass,
        };
    }
}
