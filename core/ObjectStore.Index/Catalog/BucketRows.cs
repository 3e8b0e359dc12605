using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Catalog;

/// <summary>Reads and replaces bucket rows, and finds the name of an id.</summary>
internal sealed class BucketRows(IndexDatabase catalog)
{
    /// <summary>The row of a bucket and what a commit must find unchanged, or null.</summary>
    public async ValueTask<(BucketRow Bucket, Row Row)?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> rowKey = RowKeys.Bucket(name);
        return await catalog.Store.ReadAsync(rowKey, cancellationToken) is { } row ? (Decode(row), row) : null;
    }

    /// <summary>The row of the bucket with this id, or null when there is none, any more.</summary>
    public async ValueTask<(BucketRow Bucket, Row Row)?> ReadAsync(BucketId id, CancellationToken cancellationToken)
    {
        var rows = await catalog.Store.ReadAsync([RowKeys.Fence(id), RowKeys.Tombstone(id)], cancellationToken);
        if (NameIn(rows[0], rows[1]) is not { } name) return null;
        return await ReadAsync(name, cancellationToken) is { } found && found.Bucket.Bucket.Id == id ? found : null;
    }

    public BucketRow Decode(Row row) => BucketCodec.TryDecode(row, catalog.Name, out var bucket) ? bucket : throw CorruptRow.Of(row);

    /// <summary>Puts the row on condition that it is as it was read; what more the commit does is added by the caller.</summary>
    public static CommitBuilder Replace(Row current, BucketRow bucket) =>
        new CommitBuilder().RequireUnchanged(current.Key, current).Put(current.Key, BucketCodec.Encode(current.Key.Span, bucket));

    private static string? NameIn(Row? fence, Row? tombstone)
    {
        if (fence is { } present) return BucketCodec.TryDecodeFence(present, out var decodedFence) ? decodedFence.Name : throw CorruptRow.Of(present);
        if (tombstone is not { } left) return null;
        return Tombstone.TryDecode(left, out var decoded) ? decoded.Name : throw CorruptRow.Of(left.Key.Span);
    }
}
