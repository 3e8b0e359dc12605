using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Outbox;

/// <summary>Places in the outbox of a bucket to list from, beside those that a page says.</summary>
public static class OutboxCursor
{
    /// <summary>With the first row of a key.</summary>
    public static ReadOnlyMemory<byte> At(BucketId bucket, ObjectKey key) => RowKeys.OutboxOf(bucket, key).Start;

    /// <summary>Behind all rows of a key.</summary>
    public static ReadOnlyMemory<byte> Behind(BucketId bucket, ObjectKey key) => RowKeys.OutboxOf(bucket, key).End;
}
