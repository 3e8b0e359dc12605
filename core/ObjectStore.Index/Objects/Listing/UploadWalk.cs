using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Listing;

/// <summary>One page of uploads that have begun.</summary>
internal sealed class UploadWalk(RoutedScan scanner, BucketId bucket, ObjectListQuery query, UploadId? afterUpload) : ListingWalk(scanner, bucket, query)
{
    private readonly List<KeyValuePair<ObjectKey, UploadRecord>> _uploads = [];
    private UploadId _lastUpload;
    private int _unreadable;

    public async ValueTask<UploadListing> ListAsync(CancellationToken cancellationToken)
    {
        await RunAsync(cancellationToken);
        return IsTruncated
            ? new UploadListing(_uploads, CommonPrefixes, true, LastEntry, EndsWithCommonPrefix ? null : _lastUpload) { UnreadableCount = _unreadable }
            : new UploadListing(_uploads, CommonPrefixes, false, default, null) { UnreadableCount = _unreadable };
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
        if (UploadCodec.TryDecode(row.Key.Span, row.Value.Span, out var upload))
        {
            _uploads.Add(new(key, upload));
            _lastUpload = upload.Id;
            return;
        }

        // The id is in the key of the row too: who goes on after this page must not go on in the middle of another key.
        if (!Query.PassesOverUnreadable || !RowKeys.TryReadEscapedKey(row.Key.Span, out _, out var id) || id.Length != UploadId.Size) throw CorruptRow.Of(row.Key.Span);
        _lastUpload = UploadId.Read(id);
        _unreadable++;
    }
}
