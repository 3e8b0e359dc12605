using ObjectStore.Events.Configuration;
using ObjectStore.Events.Documents;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Events.Announcing;

/// <summary>Tells the destinations of a bucket's configuration of its changes, as long as there is room in its outbox. Thread-safe.</summary>
public sealed class EventNotices(NotificationRules rules, EventTriple types, EventOrigin origin, OutboxRoom room) : IChangeNotices
{
    private const string StandardStorageClass = "STANDARD";

    /// <inheritdoc />
    public IReadOnlyList<OutboxMessage> Of(in PlannedChange change)
    {
        var isGone = change.IsRemoval || change.Record.IsDeleteMarker;
        if ((change.IsRemoval ? types.Removed : isGone ? types.Covered : types.Kept) is not { } type) return [];
        var matching = rules.Matching(type, change.Key.Utf8);
        if (matching.Count == 0) return [];
        var messages = new List<OutboxMessage>(matching.Count);
        foreach (var rule in matching)
        {
            var message = new OutboxMessage(OutboxConsumer.Notifications, rule.Destination, EventContent.Format(FactsOf(change, type, rule.Id, isGone)));
            if (room.TryTake(change.Bucket, message.Content.Length + change.Key.Utf8.Length)) messages.Add(message);
        }

        return messages;
    }

    private EventFacts FactsOf(in PlannedChange change, EventType type, string configuration, bool isGone) => new()
    {
        Event = EventTypes.NameOf(type),
        Configuration = configuration,
        Bucket = origin.BucketName,
        Owner = origin.OwnerId,
        Region = origin.Region,
        Principal = origin.Principal,
        Source = origin.Source,
        Request = origin.RequestId,
        Host = origin.HostId,
        Size = isGone ? null : change.Record.Size,
        ETag = isGone ? null : change.Record.ETag,
        Version = change.HasVersions ? change.Record.Name.ToString() : null,
        StorageClass = type is EventType.LifecycleTransition or EventType.ObjectRestoreCompleted ? change.Record.StorageClass ?? StandardStorageClass : null,
        RestoredUntil = type == EventType.ObjectRestoreCompleted ? change.Record.Restore?.Until : null,
    };
}
