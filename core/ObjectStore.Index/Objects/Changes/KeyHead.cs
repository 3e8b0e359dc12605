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

    private KeyHead(BucketId bucket, ObjectKey key, ReadOnlyMemory<byte> objectKey, Row? current, Row? marker, BucketFence? fence)
    {
        (Bucket, Key, ObjectKey, Fence) = (bucket, key, objectKey, fence);
        (_object, _marker) = (current, marker);
        Record = (_object ?? _marker) is { } row ? Decode(row) : null;
    }

    public BucketId Bucket { get; }

    public ObjectKey Key { get; }

    /// <summary>Key of the row of a current object.</summary>
    public ReadOnlyMemory<byte> ObjectKey { get; }

    /// <summary>Key of the row of a current delete marker.</summary>
    public ReadOnlyMemory<byte> MarkerKey => RowKeys.Marker(Bucket, Key);

    /// <summary>The current version, or null when the key has none.</summary>
    public ObjectRecord? Record { get; }

    /// <summary>The fence of the bucket; null when the database has none.</summary>
    public BucketFence? Fence { get; }

    /// <summary>What the bucket demands; null when the database has no fence of it.</summary>
    public BucketRules? Rules => Fence?.Rules;

    /// <summary>Reads what belongs to a key.</summary>
    /// <param name="partition">The partition of the key.</param>
    /// <param name="bucket">Bucket of the key.</param>
    /// <param name="key">The key.</param>
    /// <param name="known">The fence to go by, which is not read then, and neither is whether the partition is still this one: a commit that requires both has to prove them. Null to read everything.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async ValueTask<KeyHead> ReadAsync(Partition partition, BucketId bucket, ObjectKey key, BucketFence? known, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> objectKey = RowKeys.Object(bucket, key);
        if (known is { Rules.HasVersions: false })
        {
            var row = await partition.Database.Store.ReadAsync(objectKey, cancellationToken);
            return new KeyHead(bucket, key, objectKey, row, marker: null, known);
        }

        if (known is not null)
        {
            var pair = await partition.Database.Store.ReadAsync([objectKey, RowKeys.Marker(bucket, key)], cancellationToken);
            return new KeyHead(bucket, key, objectKey, pair[0], pair[1], known);
        }

        var rows = await partition.ReadAsync([objectKey, RowKeys.Marker(bucket, key), RowKeys.Fence(bucket)], cancellationToken);
        return new KeyHead(bucket, key, objectKey, rows[0], rows[1], BucketFence.Of(rows[2]));
    }

    /// <summary>Applied when the client's condition holds, otherwise the outcome that refuses. A delete marker is no object.</summary>
    public WriteOutcome Judge(WriteCondition condition) => condition.Judge(Record is { IsDeleteMarker: false } current ? current.ETag : null);

    /// <summary>Requires the rules as they were read. The first condition of every change of versions.</summary>
    public void RequireRules(CommitBuilder commit) => commit.RequireUnchanged(Fence!.Row.Key, Fence.Row);

    /// <summary>Requires the current version as it was read. In a bucket that never had versions there are no markers.</summary>
    public void RequireUnchanged(CommitBuilder commit)
    {
        commit.RequireUnchanged(ObjectKey, _object);
        if (Rules!.HasVersions) commit.RequireUnchanged(MarkerKey, _marker);
    }

    /// <summary>Makes a version the current one; null leaves the key without any.</summary>
    public void Replace(CommitBuilder commit, ObjectRecord? next)
    {
        if (next is not null)
        {
            var rowKey = next.IsDeleteMarker ? MarkerKey : ObjectKey;
            commit.Put(rowKey, ObjectCodec.Encode(rowKey.Span, next));
        }

        if (_object is not null && next is not { IsDeleteMarker: false }) commit.Delete(ObjectKey);
        if (_marker is not null && next is not { IsDeleteMarker: true }) commit.Delete(MarkerKey);
    }

    /// <summary>A record out of a row of objects or versions.</summary>
    public static ObjectRecord Decode(Row row) =>
        ObjectCodec.TryDecode(row.Key.Span, row.Value.Span, out var record) ? record : throw CorruptRow.Of(row.Key.Span);
}
