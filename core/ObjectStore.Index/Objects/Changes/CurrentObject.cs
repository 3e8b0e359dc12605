using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>The current object of a key as it was read, for a change that replaces or removes it.</summary>
internal readonly record struct CurrentObject(ReadOnlyMemory<byte> RowKey, Row? Row, ObjectRecord? Record)
{
    public static async ValueTask<CurrentObject> ReadAsync(Partition partition, BucketId bucket, ObjectKey key, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> rowKey = RowKeys.Object(bucket, key);
        var row = await partition.ReadAsync(rowKey, cancellationToken);
        if (row is null) return new CurrentObject(rowKey, null, null);
        return ObjectCodec.TryDecode(rowKey.Span, row.Value.Value.Span, out var record) ? new CurrentObject(rowKey, row, record) : throw CorruptRow.Of(rowKey.Span);
    }

    /// <summary>Applied when the client's condition holds, otherwise the outcome that refuses.</summary>
    public WriteOutcome Judge(WriteCondition condition) => condition.Judge(Record?.ETag);
}
