using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Listing;

/// <summary>One page of current objects.</summary>
internal sealed class ObjectWalk(RoutedScan scanner, BucketId bucket, ObjectListQuery query) : ListingWalk(scanner, bucket, query)
{
    private readonly List<ListedObject> _objects = [];

    public async ValueTask<ObjectListing> ListAsync(CancellationToken cancellationToken)
    {
        await RunAsync(cancellationToken);
        return new ObjectListing(_objects, CommonPrefixes, IsTruncated, IsTruncated ? LastEntry : default);
    }

    protected override byte[] RowPrefix(ReadOnlySpan<byte> keyPrefix) => RowKeys.ObjectPrefix(Bucket, keyPrefix);

    protected override byte[] RowAfterStart(ReadOnlySpan<byte> startAfter) => RowKeys.Next(RowKeys.ObjectPrefix(Bucket, startAfter));

    protected override ObjectKey KeyOf(Row row) =>
        ObjectKey.TryCreate(row.Key[RowKeys.BucketPrefixBytes..], out var key) ? key : throw CorruptRow.Of(row.Key.Span);

    protected override void AddEntry(Row row, ObjectKey key)
    {
        var before = _objects.Count > 0 ? _objects[^1] : default;
        if (!ObjectCodec.TryDecodeListed(key, row.Key.Span, row.Value.Span, before, out var listed)) throw CorruptRow.Of(row.Key.Span);
        _objects.Add(listed);
    }
}
