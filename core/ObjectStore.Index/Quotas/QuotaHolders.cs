using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Quotas;

/// <summary>Finds what has a quota.</summary>
internal sealed class QuotaHolders(IndexDatabases databases, TimeProvider time)
{
    private readonly BucketRows _buckets = new(databases.Catalog);
    private readonly BucketFences _bucketFences = new(databases, time);
    private readonly OwnerQuotaFences _ownerFences = new(databases);

    /// <summary>Null when there is none, any more.</summary>
    public async ValueTask<QuotaHolder?> ReadAsync(QuotaId quota, CancellationToken cancellationToken)
    {
        if (quota.IsOfOwner) return await _ownerFences.FindAsync(new OwnerQuotaId(quota.Value), cancellationToken) is { } owner ? Of(owner.Quota, owner.Row) : null;
        return await _buckets.ReadAsync(new BucketId(quota.Value), cancellationToken) is { } bucket ? Of(bucket.Bucket, bucket.Row) : null;
    }

    public QuotaHolder Of(BucketRow bucket, Row row) => new BucketQuotaHolder(bucket, row, databases.Catalog, _bucketFences);

    public QuotaHolder Of(OwnerQuotaRow quota, Row row) => new OwnerQuotaHolder(quota, row, databases.Catalog, _ownerFences);
}
