using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Objects.Outbox;

/// <summary>A row of the outbox: one message that waits for its destination.</summary>
/// <param name="RowKey">Key of the row, to remove it with. It is never used again.</param>
/// <param name="Bucket">Bucket of the object.</param>
/// <param name="Key">Key of the object.</param>
/// <param name="Sequence">Orders the changes of the key: the greater is the later.</param>
/// <param name="QueuedAt">When the change was planned, by the clock of who made it.</param>
/// <param name="Message">What to tell whom.</param>
public sealed record OutboxEntry(ReadOnlyMemory<byte> RowKey, BucketId Bucket, ObjectKey Key, ulong Sequence, DateTimeOffset QueuedAt, OutboxMessage Message)
{
    /// <summary>Bytes at the end of a row key that no other row of the bucket has.</summary>
    private const int IdBytes = 13;

    /// <summary>Bytes of the row beside its key and content: header, times, checksum.</summary>
    private const int RowBytes = 32;

    /// <summary>Tells the entry from all others of its bucket, in hexadecimal digits.</summary>
    public string Id => Convert.ToHexStringLower(RowKey.Span[^IdBytes..]);

    /// <summary>About how many bytes the row takes.</summary>
    public long Bytes => RowKey.Length + Message.Content.Length + Message.Destination.Length + RowBytes;
}
