using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Listing;

/// <summary>One page of uploads that have begun.</summary>
internal sealed class UploadWalk(RoutedScan scanner, BucketId bucket, ObjectListQuery query, UploadId? afterUpload) : ListingWalk(scanner, bucket, query)
{
    private readonly List<KeyValuePair<ObjectKey, UploadRecord>> _uploads = [];

    public async ValueTask<UploadListing> ListAsync(CancellationToken cancellationToken)
    {
        await RunAsync(cancellationToken);
        return IsTruncated
            ? new UploadListing(_uploads, CommonPrefixes, true, LastEntry, EndsWithCommonPrefix ? null : _uploads[^1].Value.Id)
            : new UploadListing(_uploads, CommonPrefixes, false, default, null);
    }

    protected override byte[] RowPrefix(ReadOnlySpan<byte> keyPrefix) =>
        RowKeys.EscapedPrefix(RowFamily.Upload, Bucket, keyPrefix, isTerminated: false, 0);

    protected override byte[] RowAfterStart(ReadOnlySpan<byte> startAfter)
    {
        if (afterUpload is not { } upload) return RowKeys.PrefixEnd(RowKeys.EscapedPrefix(RowFamily.Upload, Bucket, startAfter, isTerminated: true, 0));
        var bytes = RowKeys.EscapedPrefix(RowFamily.Upload, Bucket, startAfter, isTerminated: true, UploadId.Size);
        upload.Format(bytes.AsSpan(bytes.Length - UploadId.Size));
        return RowKeys.Next(bytes);
    }

    protected override ObjectKey KeyOf(Row row) => RowKeys.TryReadEscapedKey(row.Key.Span, out var key, out _) ? key : throw CorruptRow.Of(row.Key.Span);

    protected override void AddEntry(Row row, ObjectKey key)
    {
        if (!UploadCodec.TryDecode(row.Key.Span, row.Value.Span, out var upload)) throw CorruptRow.Of(row.Key.Span);
        _uploads.Add(new(key, upload));
    }
}
