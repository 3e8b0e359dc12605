using ObjectStore.Core.Errors;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Index.Quotas;

/// <summary>Sets and tells quotas of buckets. Thread-safe; throws <see cref="StorageException"/> as the stores do.</summary>
public interface IBucketQuotas
{
    /// <summary>
    /// Sets the quota of a bucket in place of the one that it has. When this returns, every write at whichever gateway obeys it. A bucket that has never had a quota is
    /// counted first; a call that is cut off is ended by <see cref="SettleAsync"/>.
    /// </summary>
    /// <param name="bucket">The bucket; another one of the same name is not changed.</param>
    /// <param name="quota">What it may hold; none leaves it counted.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>The state as it is then, or null when the bucket is gone.</returns>
    ValueTask<QuotaState?> SetAsync(BucketRecord bucket, StorageQuota quota, CancellationToken cancellationToken);

    /// <summary>The quota of a bucket and what it holds, from a few small rows; null when the bucket is gone.</summary>
    ValueTask<QuotaState?> GetAsync(BucketRecord bucket, CancellationToken cancellationToken);

    /// <summary>Ends what was begun and cut off: counts a bucket that is to be counted, and puts the quota that was set in force. Also tidies the rows.</summary>
    /// <returns>The state as it is then, or null when the bucket is gone.</returns>
    ValueTask<QuotaState?> SettleAsync(BucketRecord bucket, CancellationToken cancellationToken);

    /// <summary>Counts a bucket again and puts right what its accounts say of it. Nothing where it has never had a quota.</summary>
    /// <returns>The state as it is then, or null when the bucket is gone.</returns>
    ValueTask<QuotaState?> RecountAsync(BucketRecord bucket, CancellationToken cancellationToken);
}
