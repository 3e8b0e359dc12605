using ObjectStore.Index.Quotas;

namespace ObjectStore.Index.Catalog;

/// <summary>What every write of a bucket has to obey. Kept in the bucket's fences, so that no write goes by old rules (docs/adr/0015).</summary>
public sealed record BucketRules
{
    /// <summary>Those of a bucket of which nothing was set.</summary>
    public static BucketRules None { get; } = new();

    /// <summary>Whether writes keep what they cover.</summary>
    public BucketVersioning Versioning { get; init; }

    /// <summary>Whether objects can be locked. Once it is, it stays, and versioning stays enabled.</summary>
    public bool HasObjectLock { get; init; }

    /// <summary>The retention of objects that are written without one, or null; only with <see cref="HasObjectLock"/>.</summary>
    public DefaultRetention? DefaultRetention { get; init; }

    /// <summary>What writes do about the bucket's quota. Changed by <see cref="IBucketQuotas"/> alone.</summary>
    public QuotaMode Quota { get; init; }

    /// <summary>The quota that its owner has over all buckets, to which its writes are charged too; null when the owner never had one. Set by the catalog and by <see cref="IOwnerQuotas"/> alone.</summary>
    public OwnerQuotaId? OwnerQuota { get; init; }

    /// <summary>Whether what the bucket holds is charged to a quota, its own or its owner's.</summary>
    public bool IsCharged => Quota != QuotaMode.None || OwnerQuota is not null;

    /// <summary>Whether keys may have more than one version.</summary>
    public bool HasVersions => Versioning != BucketVersioning.Never;
}
