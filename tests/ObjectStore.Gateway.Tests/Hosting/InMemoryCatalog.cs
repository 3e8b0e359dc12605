using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.Tests.Hosting;

/// <summary>Buckets in memory. Shares its lock with the index, so that the deletion of a bucket is atomic with the check that it is empty.</summary>
internal sealed class InMemoryCatalog : ICatalog
{
    private readonly SortedDictionary<string, BucketRecord> _buckets = new(StringComparer.Ordinal);

    public Lock Gate { get; } = new();

    /// <summary>Tells whether a bucket holds objects; set by the index.</summary>
    public Func<BucketId, bool> IsEmpty { get; set; } = _ => true;

    public bool Exists(BucketId id)
    {
        lock (Gate) return _buckets.Values.Any(bucket => bucket.Id == id);
    }

    public ValueTask<BucketRecord?> GetBucketAsync(string name, CancellationToken cancellationToken)
    {
        lock (Gate) return ValueTask.FromResult(_buckets.GetValueOrDefault(name));
    }

    public ValueTask<(BucketRecord Bucket, bool IsCreated)> CreateBucketAsync(BucketRecord bucket, CancellationToken cancellationToken)
    {
        lock (Gate)
        {
            var isCreated = _buckets.TryAdd(bucket.Name, bucket);
            return ValueTask.FromResult((_buckets[bucket.Name], isCreated));
        }
    }

    public ValueTask<BucketDeletion> DeleteBucketAsync(string name, CancellationToken cancellationToken)
    {
        lock (Gate)
        {
            if (!_buckets.TryGetValue(name, out var bucket)) return ValueTask.FromResult(BucketDeletion.NoSuchBucket);
            if (!IsEmpty(bucket.Id)) return ValueTask.FromResult(BucketDeletion.NotEmpty);
            _buckets.Remove(name);
            return ValueTask.FromResult(BucketDeletion.Deleted);
        }
    }

    public ValueTask<IReadOnlyList<BucketRecord>> ListBucketsAsync(string afterName, int limit, CancellationToken cancellationToken)
    {
        lock (Gate)
        {
            IReadOnlyList<BucketRecord> page =
                [.. _buckets.Values.Where(bucket => string.CompareOrdinal(bucket.Name, afterName) > 0).Take(limit)];
            return ValueTask.FromResult(page);
        }
    }

    public ValueTask<ClusterMap> GetClusterMapAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> TryStoreClusterMapAsync(ClusterMap map, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ReadOnlyMemory<byte>?> GetJobStateAsync(string job, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask StoreJobStateAsync(string job, ReadOnlyMemory<byte> state, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
