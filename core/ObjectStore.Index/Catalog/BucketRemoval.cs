using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects.Changes;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Catalog;

/// <summary>
/// Deletes one bucket. The last commit requires that there is no object row and no upload row but those that it removes, so that neither an
/// object nor an upload slips in; afterwards the missing fence refuses them.
/// </summary>
internal sealed class BucketRemoval(IOrderedStore store, string name, TimeProvider time)
{
    /// <summary>Each takes a condition and two writes of a commit, which holds 25,000.</summary>
    private const int UploadsPerCommit = 5_000;

    private const int AttemptsMax = 64;

    public async ValueTask<BucketDeletion> RunAsync(CancellationToken cancellationToken)
    {
        var rowKey = RowKeys.Bucket(name);
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            if (await store.ReadAsync(rowKey, cancellationToken) is not { } row) return BucketDeletion.NoSuchBucket;
            if (!BucketCodec.TryDecode(rowKey, row.Value.Span, out var bucket)) throw CorruptRow.Of(rowKey);
            if (await TryStepAsync(bucket, row, cancellationToken) is { } outcome) return outcome;
        }

        throw new StorageException(StorageErrorCode.Overloaded, "Uploads keep beginning in the bucket that is to be deleted.");
    }

    /// <summary>Aborts uploads, and with the last of them deletes the bucket; null when there is more to do or something came in between.</summary>
    private async ValueTask<BucketDeletion?> TryStepAsync(BucketRecord bucket, Row row, CancellationToken cancellationToken)
    {
        var objects = RangeOf(RowKeys.ObjectPrefix(bucket.Id, default));
        var uploads = RangeOf(RowKeys.EscapedPrefix(RowFamily.Upload, bucket.Id, default, isTerminated: false, 0));
        var rows = await store.ScanAsync(uploads, UploadsPerCommit, reverse: false, cancellationToken);
        var isLast = rows.Count < UploadsPerCommit;
        var commit = new CommitBuilder().Require(CommitCondition.RangeEmpty(objects)).RequireUnchanged(row.Key, row);
        foreach (var upload in rows) Abort(commit, upload);
        if (isLast)
        {
            RequireNoOther(commit, uploads, rows);
            commit.Delete(row.Key).Delete(RowKeys.Fence(bucket.Id));
        }

        var result = await store.CommitAsync(commit.Build(), cancellationToken);
        if (result.FailedCondition == 0) return BucketDeletion.NotEmpty;
        return result.IsApplied && isLast ? BucketDeletion.Deleted : null;
    }

    private void Abort(CommitBuilder commit, Row upload)
    {
        if (!RowKeys.TryReadEscapedKey(upload.Key.Span, out var key, out var id) || id.Length != UploadId.Size) throw CorruptRow.Of(upload.Key.Span);
        commit.Delete(upload.Key);
        GarbageRows.AddUpload(commit, RowKeys.BucketOf(upload.Key.Span), key, UploadId.Read(id), time.GetUtcNow());
    }

    /// <summary>The gaps between the rows that were read are empty.</summary>
    private static void RequireNoOther(CommitBuilder commit, KeyRange range, IReadOnlyList<Row> rows)
    {
        var start = range.Start;
        foreach (var row in rows)
        {
            commit.Require(CommitCondition.RangeEmpty(new KeyRange(start, row.Key)));
            start = RowKeys.Next(row.Key.Span);
        }

        commit.Require(CommitCondition.RangeEmpty(new KeyRange(start, range.End)));
    }

    private static KeyRange RangeOf(byte[] prefix) => new(prefix, RowKeys.PrefixEnd(prefix));
}
