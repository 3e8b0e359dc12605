using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;
using ObjectStore.Placement;

namespace ObjectStore.Index.Catalog;

/// <summary>The catalog over one ordered store. Rows: docs/format/index.md §8.</summary>
public sealed class Catalog(IOrderedStore store, TimeProvider time) : ICatalog
{
    private const int NameTaken = 0;

    /// <inheritdoc />
    public async ValueTask<BucketRecord?> GetBucketAsync(string name, CancellationToken cancellationToken)
    {
        var rowKey = RowKeys.Bucket(name);
        return await store.ReadAsync(rowKey, cancellationToken) is { } row ? Decode(row) : null;
    }

    /// <inheritdoc />
    public async ValueTask<(BucketRecord Bucket, bool IsCreated)> CreateBucketAsync(BucketRecord bucket, CancellationToken cancellationToken)
    {
        var rowKey = RowKeys.Bucket(bucket.Name);
        var fenceKey = RowKeys.Fence(bucket.Id);
        while (true)
        {
            var commit = new CommitBuilder().Require(CommitCondition.Absent(rowKey)).Require(CommitCondition.Absent(fenceKey))
                .Put(rowKey, BucketCodec.Encode(rowKey, bucket)).Put(fenceKey, BucketCodec.EncodeFence(fenceKey, bucket.Name));
            var result = await store.CommitAsync(commit.Build(), cancellationToken);
            if (result.IsApplied) return (bucket, true);
            if (result.FailedCondition != NameTaken) throw new StorageException(StorageErrorCode.StaleEpoch, "Another bucket has this id: choose a new one.");
            if (await GetBucketAsync(bucket.Name, cancellationToken) is { } existing) return (existing, false);
        }
    }

    /// <inheritdoc />
    public ValueTask<BucketDeletion> DeleteBucketAsync(string name, CancellationToken cancellationToken) =>
        new BucketRemoval(store, name, time).RunAsync(cancellationToken);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<BucketRecord>> ListBucketsAsync(string afterName, int limit, CancellationToken cancellationToken)
    {
        var start = RowKeys.Next(RowKeys.Bucket(afterName));
        var range = new KeyRange(start, RowKeys.PrefixEnd([RowFamily.Bucket]));
        var rows = await store.ScanAsync(range, limit, reverse: false, cancellationToken);
        return [.. rows.Select(Decode)];
    }

    /// <inheritdoc />
    public async ValueTask<ClusterMap> GetClusterMapAsync(CancellationToken cancellationToken) =>
        await store.ReadAsync(RowKeys.ClusterMap(), cancellationToken) is { } row ? DecodeMap(row) : ClusterMap.Empty;

    /// <inheritdoc />
    public async ValueTask<bool> TryStoreClusterMapAsync(ClusterMap map, CancellationToken cancellationToken)
    {
        var rowKey = RowKeys.ClusterMap();
        var row = await store.ReadAsync(rowKey, cancellationToken);
        var stored = row is { } present ? DecodeMap(present).Epoch : default;
        if (map.Epoch != stored.Next) return false;
        var commit = new CommitBuilder().RequireUnchanged(rowKey, row).Put(rowKey, ClusterMapCodec.Encode(rowKey, map));
        return (await store.CommitAsync(commit.Build(), cancellationToken)).IsApplied;
    }

    /// <inheritdoc />
    public async ValueTask<ReadOnlyMemory<byte>?> GetJobStateAsync(string job, CancellationToken cancellationToken)
    {
        var rowKey = RowKeys.JobState(job);
        if (await store.ReadAsync(rowKey, cancellationToken) is not { } row) return null;
        return JobStateCodec.TryDecode(rowKey, row.Value, out var state) ? state : throw CorruptRow.Of(rowKey);
    }

    /// <inheritdoc />
    public async ValueTask StoreJobStateAsync(string job, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        var rowKey = RowKeys.JobState(job);
        await store.CommitAsync(new CommitBuilder().Put(rowKey, JobStateCodec.Encode(rowKey, state.Span)).Build(), cancellationToken);
    }

    private static BucketRecord Decode(Row row) =>
        BucketCodec.TryDecode(row.Key.Span, row.Value.Span, out var bucket) ? bucket : throw CorruptRow.Of(row.Key.Span);

    private static ClusterMap DecodeMap(Row row) =>
        ClusterMapCodec.TryDecode(row.Key.Span, row.Value.Span, out var map) ? map : throw CorruptRow.Of(row.Key.Span);
}
