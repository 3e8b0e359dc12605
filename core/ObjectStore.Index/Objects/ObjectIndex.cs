using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects.Changes;
using ObjectStore.Index.Objects.Listing;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects;

/// <summary>The object index over one ordered store. Rows: docs/format/index.md. Changes are under <c>Changes/</c>, one a file.</summary>
public sealed class ObjectIndex(IOrderedStore store, TimeProvider time) : IObjectIndex
{
    private readonly KeyWriter _writer = new(store);
    private readonly GarbageQueue _garbage = new(store);

    /// <inheritdoc />
    public async ValueTask<ObjectRecord?> GetAsync(BucketId bucket, ObjectKey key, CancellationToken cancellationToken) =>
        (await CurrentObject.ReadAsync(store, bucket, key, cancellationToken)).Record;

    /// <inheritdoc />
    public ValueTask<WriteOutcome> PutAsync(
        BucketId bucket, ObjectKey key, ObjectRecord record, WriteCondition condition, CancellationToken cancellationToken) =>
        _writer.ApplyAsync(new PutObjectChange(bucket, key, record, condition, time), cancellationToken);

    /// <inheritdoc />
    public ValueTask<WriteOutcome> DeleteAsync(BucketId bucket, ObjectKey key, WriteCondition condition, CancellationToken cancellationToken) =>
        _writer.ApplyAsync(new DeleteObjectChange(bucket, key, condition, time), cancellationToken);

    /// <inheritdoc />
    public ValueTask<ObjectListing> ListAsync(BucketId bucket, ObjectListQuery query, CancellationToken cancellationToken)
    {
        CheckLimit(query);
        return new ObjectWalk(store, bucket, query).ListAsync(cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<WriteOutcome> CreateUploadAsync(BucketId bucket, ObjectKey key, UploadRecord record, CancellationToken cancellationToken) =>
        _writer.ApplyAsync(new CreateUploadChange(bucket, key, record), cancellationToken);

    /// <inheritdoc />
    public async ValueTask<UploadRecord?> GetUploadAsync(BucketId bucket, ObjectKey key, UploadId upload, CancellationToken cancellationToken)
    {
        var rowKey = RowKeys.Upload(bucket, key, upload);
        if (await store.ReadAsync(rowKey, cancellationToken) is not { } row) return null;
        return UploadCodec.TryDecode(rowKey, row.Value.Span, out var record) ? record : throw CorruptRow.Of(rowKey);
    }

    /// <inheritdoc />
    public ValueTask<WriteOutcome> PutPartAsync(BucketId bucket, ObjectKey key, UploadId upload, PartRecord part, CancellationToken cancellationToken) =>
        _writer.ApplyAsync(new PutPartChange(bucket, key, upload, part, time), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<PartRecord>> ListPartsAsync(
        BucketId bucket, ObjectKey key, UploadId upload, int afterPartNumber, int limit, CancellationToken cancellationToken) =>
        PartRows.ListAsync(store, bucket, key, upload, afterPartNumber, limit, cancellationToken);

    /// <inheritdoc />
    public ValueTask<UploadListing> ListUploadsAsync(
        BucketId bucket, ObjectListQuery query, UploadId? afterUpload, CancellationToken cancellationToken)
    {
        CheckLimit(query);
        return new UploadWalk(store, bucket, query, afterUpload).ListAsync(cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<WriteOutcome> CompleteUploadAsync(
        BucketId bucket, ObjectKey key, ObjectRecord record, IReadOnlyList<KeyValuePair<int, string>> partETags, WriteCondition condition, CancellationToken cancellationToken) =>
        _writer.ApplyAsync(new CompleteUploadChange(bucket, key, record, partETags, condition, time), cancellationToken);

    /// <inheritdoc />
    public ValueTask<WriteOutcome> AbortUploadAsync(BucketId bucket, ObjectKey key, UploadId upload, CancellationToken cancellationToken) =>
        _writer.ApplyAsync(new AbortUploadChange(bucket, key, upload, time), cancellationToken);

    /// <inheritdoc />
    public ValueTask<GarbagePage> ListGarbageAsync(ReadOnlyMemory<byte> cursor, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        _garbage.ListAsync(cursor, before, limit, cancellationToken);

    /// <inheritdoc />
    public ValueTask RemoveGarbageAsync(IReadOnlyList<GarbageEntry> entries, CancellationToken cancellationToken) =>
        _garbage.RemoveAsync(entries, cancellationToken);

    /// <inheritdoc />
    public ValueTask<bool> IsReferencedAsync(FragmentOwner owner, StripeId stripe, CancellationToken cancellationToken) =>
        _garbage.IsReferencedAsync(owner, stripe, cancellationToken);

    private static void CheckLimit(ObjectListQuery query)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(query.Limit, OrderedStoreLimits.ScanRowsMax, nameof(query));
    }
}
