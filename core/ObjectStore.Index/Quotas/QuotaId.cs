using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Quotas;

/// <summary>Identity of a quota, of a bucket or of an owner: what the keys of its rows begin with.</summary>
/// <param name="Family">Family of its rows.</param>
/// <param name="Value">The id of the bucket, or that of the owner's quota.</param>
internal readonly record struct QuotaId(byte Family, ulong Value)
{
    public bool IsOfOwner => Family == RowFamily.OwnerQuota;

    public static implicit operator QuotaId(BucketId bucket) => new(RowFamily.Quota, bucket.Value);

    public static implicit operator QuotaId(OwnerQuotaId owner) => new(RowFamily.OwnerQuota, owner.Value);
}
