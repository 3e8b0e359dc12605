using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>The current version of a key as it was read, an object or a delete marker, with the rules of its bucket, all at one moment.</summary>
/// <remarks>Invariant: at most one of the two rows is there. Every change of a key's versions requires both unchanged.</remarks>
internal sealed class KeyHead
{
    private readonly Row? _object;
    private readonly Row? _marker;
    private readonly Row? _fence;

    private KeyHead(BucketId bucket, ObjectKey key, IReadOnlyList<ReadOnlyMemory<byte>> keys, IReadOnlyList<Row?> rows)
    {
        (Bucket, Key) = (bucket, key);
        (ObjectKey, MarkerKey, FenceKey) = (keys[0], keys[1], keys[2]);
        (_object, _marker, _fence) = (rows[0], rows[1], rows[2]);
        Record = (_object ?? _marker) is { } row ? Decode(row) : null;
        if (_fence is { } fence) Rules = BucketCodec.TryDecodeRules(fence, out var rules) ? rules : throw CorruptRow.Of(fence);
    }

    public BucketId Bucket { get; }

    public ObjectKey Key { get; }

    /// <summary>Key of the row of a current object.</summary>
    public ReadOnlyMemory<byte> ObjectKey { get; }

    /// <summary>Key of the row of a current delete marker.</summary>
    public ReadOnlyMemory<byte> MarkerKey { get; }

    /// <summary>The current version, or null when the key has none.</summary>
    public ObjectRecord? Record { get; }

    /// <summary>What the bucket demands; null when the database has no fence of it.</summary>
    public BucketRules? Rules { get; }

    private ReadOnlyMemory<byte> FenceKey { get; }

    public static async ValueTask<KeyHead> ReadAsync(Partition partition, BucketId bucket, ObjectKey key, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>[] keys = [RowKeys.Object(bucket, key), RowKeys.Marker(bucket, key), RowKeys.Fence(bucket)];
        return new KeyHead(bucket, key, keys, await partition.ReadAsync(keys, cancellationToken));
    }

    /// <summary>Applied when the client's condition holds, otherwise the outcome that refuses. A delete marker is no object.</summary>
    public WriteOutcome Judge(WriteCondition condition) => condition.Judge(Record is { IsDeleteMarker: false } current ? current.ETag : null);

    /// <summary>Requires the rules as they were read. The first condition of every change of versions.</summary>
    public void RequireRules(CommitBuilder commit) => commit.RequireUnchanged(FenceKey, _fence);

    /// <summary>Requires the current version as it was read. In a bucket that never had versions there are no markers.</summary>
    public void RequireUnchanged(CommitBuilder commit)
    {
        commit.RequireUnchanged(ObjectKey, _object);
        if (Rules!.HasVersions) commit.RequireUnchanged(MarkerKey, _marker);
    }

    /// <summary>Makes a version the current one; null leaves the key without any.</summary>
    public void Replace(CommitBuilder commit, ObjectRecord? next)
    {
        var rowKey = next is { IsDeleteMarker: true } ? MarkerKey : ObjectKey;
        if (next is not null) commit.Put(rowKey, ObjectCodec.Encode(rowKey.Span, next));
        if (_object is not null && next is not { IsDeleteMarker: false }) commit.Delete(ObjectKey);
        if (_marker is not null && next is not { IsDeleteMarker: true }) commit.Delete(MarkerKey);
    }

    /// <summary>A record out of a row of objects or versions.</summary>
    public static ObjectRecord Decode(Row row) =>
        ObjectCodec.TryDecode(row.Key.Span, row.Value.Span, out var record) ? record : throw CorruptRow.Of(row.Key.Span);
}
