using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Changes;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Quotas;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Catalog;

/// <summary>
/// Deletes one bucket. First all its fences go, in whichever databases they are, so that nothing can be written to it any more; only then its partitions are
/// looked through. With an object in one of them the fences come back, otherwise its uploads become garbage and the bucket row goes.
/// </summary>
internal sealed class BucketRemoval(KeymapRouter router, QuotaPurses quotas, string name, TimeProvider time)
{
    /// <summary>Guess: each takes two writes of a commit, which should not hold up other writers.</summary>
    private const int UploadsPerCommit = 1_000;

    /// <summary>The same in a bucket that is charged to a quota, where all their parts are read, up to 10,000 of each: so few that the mark is renewed in time.</summary>
    private const int CountedUploadsPerCommit = 16;

    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);

    private readonly IndexDatabases _databases = router.Databases;
    private readonly BucketRows _rows = new(router.Databases.Catalog);
    private readonly BucketFences _fences = new(router.Databases, time);
    private readonly RoutedScan _scan = new(router);

    public async ValueTask<BucketDeletion> RunAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (await _rows.ReadAsync(name, cancellationToken) is { } found)
        {
            if (time.GetElapsedTime(started) > WaitMax) throw new StorageException(StorageErrorCode.Overloaded, "Another deletion of the bucket is not decided.");
            var (bucket, row) = found;
            if (bucket.State == BucketState.Deleting) await _fences.WaitOrReopenAsync(bucket, row, cancellationToken);
            else if (!bucket.Bucket.RulesAreInForce) await _fences.SettleAsync(bucket, row, cancellationToken);
            else if (await HasObjectAsync(bucket, cancellationToken)) return BucketDeletion.NotEmpty;
            else if (await TryRemoveAsync(bucket, row, cancellationToken) is { } outcome) return outcome;
        }

        return BucketDeletion.NoSuchBucket;
    }

    /// <summary>One deletion from mark to end; null when the bucket row has changed meanwhile.</summary>
    private async ValueTask<BucketDeletion?> TryRemoveAsync(BucketRow bucket, Row row, CancellationToken cancellationToken)
    {
        bucket = bucket with { State = BucketState.Deleting, Generation = bucket.Generation + 1, ChangedAt = time.GetUtcNow() };
        var mark = BucketRows.Replace(row, bucket);
        _fences.AddClosing(mark, bucket);
        var marked = await _databases.Catalog.Store.CommitAsync(mark.Build(), cancellationToken);
        if (!marked.IsApplied) return null;

        row = row with { Revision = marked.Revision };
        foreach (var database in _fences.DatabasesOf(bucket)) await _fences.CloseAsync(bucket, database, cancellationToken);
        if (await HasObjectAsync(bucket, cancellationToken))
        {
            await _fences.ReopenAsync(bucket, row, cancellationToken);
            return BucketDeletion.NotEmpty;
        }

        if (await AbortUploadsAsync(bucket, row, cancellationToken) is not { } last) return null;
        var removal = new CommitBuilder().RequireUnchanged(last.Key, last).Delete(last.Key);
        BucketDocuments.Put(removal, name, new BucketDocumentSet(bucket.Bucket.Id, []));
        return (await _databases.Catalog.Store.CommitAsync(removal.Build(), cancellationToken)).IsApplied ? BucketDeletion.Deleted : null;
    }

    private async ValueTask<bool> HasObjectAsync(BucketRow bucket, CancellationToken cancellationToken) =>
        (await _scan.ScanAsync(RangeOf(RowKeys.ObjectPrefix(bucket.Bucket.Id, default)), 1, cancellationToken)).Count > 0
        || (await _scan.ScanAsync(RangeOf(RowKeys.EscapedPrefix(RowFamily.Version, bucket.Bucket.Id, default, isTerminated: false, 0)), 1, cancellationToken)).Count > 0;

    /// <summary>
    /// Makes garbage of all uploads. Before each page the mark is renewed, so that nobody takes a long deletion for an abandoned one. Gives the bucket
    /// row as it is then, or null when the deletion was taken back.
    /// </summary>
    private async ValueTask<Row?> AbortUploadsAsync(BucketRow bucket, Row row, CancellationToken cancellationToken)
    {
        var range = RangeOf(RowKeys.EscapedPrefix(RowFamily.Upload, bucket.Bucket.Id, default, isTerminated: false, 0));
        var perCommit = CommitCharge.By(bucket.Bucket.Id, bucket.Bucket.Rules).IsCharged ? CountedUploadsPerCommit : UploadsPerCommit;
        while (await _scan.ScanAsync(range, perCommit, cancellationToken) is { Count: > 0 } uploads)
        {
            var renewal = BucketRows.Replace(row, bucket with { ChangedAt = time.GetUtcNow() });
            var renewed = await _databases.Catalog.Store.CommitAsync(renewal.Build(), cancellationToken);
            if (!renewed.IsApplied) return null;
            row = row with { Revision = renewed.Revision };
            await router.RunAsync(RowKeys.PositionOf(uploads[0].Key.Span), (uploads, bucket.Bucket.Rules), AbortAsync, cancellationToken);
        }

        return row;
    }

    /// <summary>Makes garbage of those of the uploads that lie in the partition. A deletion can still be taken back, so that the quotas get back what they took.</summary>
    private async ValueTask<CommitResult> AbortAsync(Partition partition, (IReadOnlyList<Row> Uploads, BucketRules Rules) of, CancellationToken cancellationToken)
    {
        var commit = partition.BeginCommit();
        var charge = CommitCharge.By(RowKeys.BucketOf(of.Uploads[0].Key.Span), of.Rules);
        foreach (var upload in of.Uploads)
        {
            if (!partition.Contains(RowKeys.PositionOf(upload.Key.Span))) break;
            if (!RowKeys.TryReadEscapedKey(upload.Key.Span, out var key, out var id) || id.Length != UploadId.Size) throw CorruptRow.Of(upload.Key.Span);
            var uploadId = UploadId.Read(id);
            commit.RequireUnchanged(upload.Key, upload).Delete(upload.Key);
            GarbageRows.AddUpload(commit, charge.Bucket, key, uploadId, time.GetUtcNow());
            if (!charge.IsCharged) continue;
            var parts = await PartRows.ReadAsync(partition, charge.Bucket, key, uploadId, 0, PartRows.PartCountMax, cancellationToken);
            charge = charge.Add(new StoredAmount(-parts.Sum(static part => part.Size), -1));
        }

        return charge.IsCharged
            ? (await quotas.CommitAsync(partition, charge, commit, cancellationToken)).Committed
            : await partition.CommitAsync(commit, cancellationToken);
    }

    private static KeyRange RangeOf(byte[] prefix) => new(prefix, RowKeys.PrefixEnd(prefix));
}
