using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Rows;

namespace ObjectStore.Benchmarks.Index;

/// <summary>Rows for filling a store quickly.</summary>
internal static class SampleRows
{
    public static KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> Of(BucketId bucket, ObjectKey key, ObjectRecord record)
    {
        var rowKey = RowKeys.Object(bucket, key);
        return new(rowKey, ObjectCodec.Encode(rowKey, record));
    }
}
