using ObjectStore.Core.Errors;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Index.Quotas;

/// <summary>
/// Sets and tells quotas of owners over all the buckets that they own: docs/adr/0036. An owner is the user id of <see cref="BucketRecord.OwnerId"/>, and need not have buckets.
/// Thread-safe; throws <see cref="StorageException"/> as the stores do.
/// </summary>
public interface IOwnerQuotas
{
    /// <summary>
    /// Sets the quota of an owner in place of the one that it has. When this returns, every write at whichever gateway obeys it. The first time its buckets are counted; a call
    /// that is cut off is ended by <see cref="SettleAsync"/>.
    /// </summary>
    /// <param name="ownerId">User id, of at most <see cref="Limits.UserLimitsCatalog.UserIdBytesMax"/> bytes.</param>
    /// <param name="quota">What all buckets of the owner may hold together; none leaves them counted.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>The state as it is then.</returns>
    ValueTask<QuotaState> SetAsync(string ownerId, StorageQuota quota, CancellationToken cancellationToken);

    /// <summary>The quota of an owner and what its buckets hold, from a few small rows.</summary>
    ValueTask<QuotaState> GetAsync(string ownerId, CancellationToken cancellationToken);

    /// <summary>Ends what was begun and cut off: counts the buckets of an owner that are to be counted, and puts the quota that was set in force. Also tidies the rows.</summary>
    ValueTask<QuotaState> SettleAsync(string ownerId, CancellationToken cancellationToken);

    /// <summary>Counts the buckets of an owner again and puts right what its accounts say of them. Nothing where it has never had a quota.</summary>
    ValueTask<QuotaState> RecountAsync(string ownerId, CancellationToken cancellationToken);

    /// <summary>The owners that have or had a quota, in order of their ids.</summary>
    IAsyncEnumerable<string> ListAsync(CancellationToken cancellationToken);
}
