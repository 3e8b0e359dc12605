namespace ObjectStore.Index.Objects.Outbox;

/// <summary>For whom a row of the outbox is. Stored; the values are never reused.</summary>
public enum OutboxConsumer : byte
{
    /// <summary>Event notifications of buckets.</summary>
    Notifications = 1,

    /// <summary>Replication to other buckets.</summary>
    Replication = 2,
}
