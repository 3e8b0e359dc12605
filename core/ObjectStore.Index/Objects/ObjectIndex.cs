using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Clocks;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects.Changes;
using ObjectStore.Index.Objects.Listing;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Quotas;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects;

/// <summary>The object index over the partitions of all databases. Rows: docs/format/index.md. Changes are under <c>Changes/</c>, one a file.</summary>
public sealed class ObjectIndex : IObjectIndex
{
    private readonly TimeProvider _time;
    private readonly RetentionClock _clock;
    private readonly KeymapRouter _router;
    private readonly RoutedScan _scan;
    private readonly KeyWriter _writer;
    private readonly GarbageQueue _garbage;
    private readonly IChangeNotices? _notices;

    /// <summary>An index over the databases of a router.</summary>
    public ObjectIndex(KeymapRouter router, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(router);
        _time = time;
        _clock = new RetentionClock(router.Databases, time);
        _router = router;
        _scan = new RoutedScan(router);
        _writer = new KeyWriter(router, new BucketFences(router.Databases, time), new QuotaPurses(router.Databases, time), time);
        _garbage = new GarbageQueue(router);
    }

    private ObjectIndex(ObjectIndex silent, IChangeNotices notices)
    {
        (_time, _clock, _router, _scan, _writer, _garbage) = (silent._time, silent._clock, silent._router, silent._scan, silent._writer, silent._garbage);
        _notices = notices;
    }

    /// <inheritdoc />
    public IObjectIndex Announcing(IChangeNotices notices) => new ObjectIndex(this, notices);

    /// <inheritdoc />
    public ValueTask<ObjectRecord?> GetAsync(BucketId bucket, ObjectKey key, CancellationToken cancellationToken) => _router.RunAsync(
        PositionOf(bucket, key),
        (bucket, key),
        static async (partition, of, cancellationToken) =>
        {
            var row = await partition.ReadAsync(RowKeys.Object(of.bucket, of.key), cancellationToken);
            partition.Heat.CountRead(of.bucket, of.key.Utf8, row?.Value.Length ?? 0);
            return row is { } present ? KeyHead.Decode(present) : null;
        },
        cancellationToken);

    /// <inheritdoc />
    public ValueTask<ObjectRecord?> GetVersionAsync(BucketId bucket, ObjectKey key, VersionName? version, CancellationToken cancellationToken) => _router.RunAsync(
        PositionOf(bucket, key),
        (bucket, key, version),
        static (partition, of, cancellationToken) => VersionRead.RunAsync(partition, of.bucket, of.key, of.version, cancellationToken),
        cancellationToken);

    /// <inheritdoc />
    public ValueTask<WriteResult> PutAsync(
        BucketId bucket, ObjectKey key, ObjectRecord record, WriteCondition condition, CancellationToken cancellationToken) =>
        ApplyAsync(new PutObjectChange(bucket, key, record, condition, _clock), cancellationToken);

    /// <inheritdoc />
    public ValueTask<WriteOutcome> JudgePutAsync(BucketRecord bucket, ObjectKey key, ObjectRecord draft, long bytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        return _writer.JudgeAsync(new PutObjectChange(bucket.Id, key, draft, WriteCondition.None, _clock), bucket.Rules, new StoredAmount(bytes, 1), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<WriteResult> DeleteAsync(BucketId bucket, ObjectKey key, ObjectDeletion deletion, CancellationToken cancellationToken) =>
        ApplyAsync(new DeleteObjectChange(bucket, key, deletion, _clock), cancellationToken);

    /// <inheritdoc />
    public ValueTask<WriteResult> ExpireAsync(BucketId bucket, ObjectKey key, ObjectExpiration expiration, CancellationToken cancellationToken) =>
        ApplyAsync(new ExpireObjectChange(bucket, key, expiration, _clock), cancellationToken);

    /// <inheritdoc />
    public ValueTask<WriteResult> UpdateAsync(BucketId bucket, ObjectKey key, VersionName? version, ObjectUpdate update, CancellationToken cancellationToken) =>
        ApplyAsync(new UpdateObjectChange(bucket, key, version, update, _clock), cancellationToken);

    /// <inheritdoc />
    public ValueTask<WriteOutcome> MoveAsync(BucketId bucket, ObjectKey key, ObjectMove move, CancellationToken cancellationToken) =>
        _writer.ApplyAsync(new MoveObjectChange(bucket, key, move, _clock) { Notices = _notices }, cancellationToken);

    /// <inheritdoc />
    public ValueTask<WriteOutcome> MovePartAsync(
        BucketId bucket, ObjectKey key, UploadId upload, PartRecord part, IReadOnlyList<StripeRun> to, CancellationToken cancellationToken) =>
        _writer.ApplyAsync(new MovePartChange(bucket, key, upload, part, to, _time), cancellationToken);

    /// <inheritdoc />
    public ValueTask<WriteOutcome> PutRestoredPartAsync(BucketId bucket, ObjectKey key, VersionName version, UploadId copy, PartRecord part, CancellationToken cancellationToken) =>
        _writer.ApplyAsync(new PutRestoredPartChange(bucket, key, version, copy, part, _clock), cancellationToken);

    /// <inheritdoc />
    public async ValueTask<VersionListing> ListVersionsAsync(BucketId bucket, ObjectListQuery query, VersionName? afterVersion, CancellationToken cancellationToken)
    {
        CheckLimit(query);
        var start = afterVersion is { } name && ObjectKey.TryCreate(query.StartAfter, out var key) ? await FindStartAsync(bucket, key, name, query.PassesOverUnreadable, cancellationToken) : null;
        return await new VersionWalk(_scan, bucket, query, start).ListAsync(cancellationToken);
    }

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
    public ValueTask<WriteOutcome> JudgePutPartAsync(BucketRecord bucket, ObjectKey key, UploadId upload, PartRecord draft, long bytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        return _writer.JudgeAsync(new PutPartChange(bucket.Id, key, upload, draft, _time), bucket.Rules, new StoredAmount(bytes, 0), cancellationToken);
    }

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
    public ValueTask<WriteResult> CompleteUploadAsync(
        BucketId bucket, ObjectKey key, ObjectRecord record, IReadOnlyList<KeyValuePair<int, string>> partETags, WriteCondition condition, CancellationToken cancellationToken) =>
        ApplyAsync(new CompleteUploadChange(bucket, key, record, partETags, condition, _clock), cancellationToken);

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

    /// <summary>Pages name places, which stay when their versions go. Only a client's own marker is <c>null</c>: without a null version nobody knows what comes after it.</summary>
    private async ValueTask<VersionStart> FindStartAsync(BucketId bucket, ObjectKey key, VersionName after, bool passesOverUnreadable, CancellationToken cancellationToken)
    {
        VersionId? place = after.IsNull ? (await GetVersionAsync(bucket, key, after, cancellationToken))?.Place : after.Id;
        try
        {
            return new VersionStart(key, place, (await GetVersionAsync(bucket, key, null, cancellationToken))?.Place ?? default);
        }
        catch (StorageException exception) when (passesOverUnreadable && exception.Code == StorageErrorCode.CorruptIndex)
        {
            return new VersionStart(key, place, Latest: default);
        }
    }

    private async ValueTask<WriteResult> ApplyAsync(VersionChange change, CancellationToken cancellationToken)
    {
        change.Notices = _notices;
        var outcome = await _writer.ApplyAsync(change, cancellationToken);
        return outcome == WriteOutcome.Applied ? new WriteResult(outcome, change.Version, change.IsDeleteMarker) : new WriteResult(outcome);
    }

    private static Position PositionOf(BucketId bucket, ObjectKey key) => new(bucket, key.Utf8Memory);

    private static void CheckLimit(ObjectListQuery query)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(query.Limit, OrderedStoreLimits.ScanRowsMax, nameof(query));
    }
}
