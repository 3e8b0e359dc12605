using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Quotas;

/// <summary>The bucket or the owner whose quota is read and settled.</summary>
internal interface IQuotaSubject
{
    /// <summary>All rows of the catalog that decide, from one moment; null when there is none, any more.</summary>
    ValueTask<QuotaStanding?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Another number, never seen before, once a bucket has come into being that is charged. Null when there is nobody to have the quota, any more.</summary>
    ValueTask<long?> ReadStampAsync(CancellationToken cancellationToken);

    /// <summary>The buckets that are charged; every write of them is accounted when this returns.</summary>
    ValueTask<IReadOnlyList<BucketId>> ReadBucketsAsync(CancellationToken cancellationToken);
}
