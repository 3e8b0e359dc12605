using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects.Changes;
using ObjectStore.Index.Objects.Listing;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects;

/// <summary>The object index over the partitions of all databases. Rows: docs/format/index.md. Changes are under <c>Changes/</c>, one a file.</summary>
public sealed class ObjectIndex : IObjectIndex
{
    private readonly TimeProvider _time;
    private readonly KeymapRouter _router;
    private readonly RoutedScan _scan;
    private readonly KeyWriter _writer;
    private readonly GarbageQueue _garbage;

    /// <summary>An index over the databases of a router.</summary>
    public ObjectIndex(KeymapRouter router, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(router);
        _time = time;
        _router = router;
        _scan = new RoutedScan(router);
        _writer = new KeyWriter(router, new BucketFences(router.Databases, time), time);
        _garbage = new GarbageQueue(router);
    }

    /// <inheritdoc />
    public ValueTask<ObjectRecord?> GetAsync(BucketId bucket, ObjectKey key, CancellationToken cancellationToken) => _router.RunAsync(
        PositionOf(bucket, key),
        (bucket, key),
        static async (partition, of, cancellationToken) =>
        {
            var current = await CurrentObject.ReadAsync(partition, of.bucket, of.key, cancellationToken);
            partition.Heat.CountRead(of.bucket, of.key.Utf8, current.Row?.Value.Length ?? 0);
            return current.Record;
        },
        cancellationToken);

    /// <inheritdoc />
    public ValueTask<WriteOutcome> PutAsync(
        BucketId bucket, ObjectKey key, ObjectRecord record, WriteCondition condition, CancellationToken cancellationToken) =>
        _writer.ApplyAsync(new PutObjectChange(bucket, key, record, condition, _time), cancellationToken);

    /// <inheritdoc />
    public ValueTask<WriteOutcome> DeleteAsync(BucketId bucket, ObjectKey key, WriteCondition condition, CancellationToken cancellationToken) =>
        _writer.ApplyAsync(new DeleteObjectChange(bucket, key, condition, _time), cancellationToken);

    /// <inheritdoc />
    public ValueTask<ObjectListing> ListAsync(BucketId bucket, ObjectListQuery query, CancellationToken cancellationToken)
    {
        CheckLimit(query);
        return new ObjectWalk(_scan, bucket, query).ListAsync(cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<WriteOutcome> CreateUploadAsync(BucketId bucket, ObjectKey key, UploadRecord record, CancellationToken cancellationToken) =>
        _writer.ApplyAsync(new CreateUploadChange(bucket, key, record), cancellationToken);

    /// <inheritdoc />
    public async ValueTask<UploadRecord?> GetUploadAsync(BucketId bucket, ObjectKey key, UploadId upload, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> rowKey = RowKeys.Upload(bucket, key, upload);
        var row = await _router.RunAsync(PositionOf(bucket, key), rowKey, static (partition, rowKey, cancellationToken) => partition.ReadAsync(rowKey, cancellationToken), cancellationToken);
        if (row is not { } present) return null;
        return UploadCodec.TryDecode(rowKey.Span, present.Value.Span, out var record) ? record : throw CorruptRow.Of(rowKey.Span);
    }

    /// <inheritdoc />
    public ValueTask<WriteOutcome> PutPartAsync(BucketId bucket, ObjectKey key, UploadId upload, PartRecord part, CancellationToken cancellationToken) =>
        _writer.ApplyAsync(new PutPartChange(bucket, key, upload, part, _time), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<PartRecord>> ListPartsAsync(
        BucketId bucket, ObjectKey key, UploadId upload, int afterPartNumber, int limit, CancellationToken cancellationToken) => _router.RunAsync(
        PositionOf(bucket, key),
        (bucket, key, upload, afterPartNumber, limit),
        static (partition, of, cancellationToken) => PartRows.ReadAsync(partition, of.bucket, of.key, of.upload, of.afterPartNumber, of.limit, cancellationToken),
        cancellationToken);

    /// <inheritdoc />
    public ValueTask<UploadListing> ListUploadsAsync(
        BucketId bucket, ObjectListQuery query, UploadId? afterUpload, CancellationToken cancellationToken)
    {
        CheckLimit(query);
        return new UploadWalk(_scan, bucket, query, afterUpload).ListAsync(cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<WriteOutcome> CompleteUploadAsync(
        BucketId bucket, ObjectKey key, ObjectRecord record, IReadOnlyList<KeyValuePair<int, string>> partETags, WriteCondition condition, CancellationToken cancellationToken) =>
        _writer.ApplyAsync(new CompleteUploadChange(bucket, key, record, partETags, condition, _time), cancellationToken);

    /// <inheritdoc />
    public ValueTask<WriteOutcome> AbortUploadAsync(BucketId bucket, ObjectKey key, UploadId upload, CancellationToken cancellationToken) =>
        _writer.ApplyAsync(new AbortUploadChange(bucket, key, upload, _time), cancellationToken);

    /// <inheritdoc />
    public ValueTask<GarbagePage> ListGarbageAsync(ReadOnlyMemory<byte> cursor, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        _garbage.ListAsync(cursor, before, limit, cancellationToken);

    /// <inheritdoc />
    public ValueTask RemoveGarbageAsync(IReadOnlyList<GarbageEntry> entries, CancellationToken cancellationToken) =>
        _garbage.RemoveAsync(entries, cancellationToken);

    /// <inheritdoc />
    public ValueTask<bool> IsReferencedAsync(FragmentOwner owner, StripeId stripe, CancellationToken cancellationToken) =>
        _garbage.IsReferencedAsync(owner, stripe, cancellationToken);

    private static Position PositionOf(BucketId bucket, ObjectKey key) => new(bucket, key.Utf8Memory);

    private static void CheckLimit(ObjectListQuery query)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(query.Limit, OrderedStoreLimits.ScanRowsMax, nameof(query));
    }
}
