using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Index.Quotas;

/// <summary>What a commit adds to what a bucket holds, and to whose quotas that is charged.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Mode">What the bucket's fence, which the commit requires, says of the bucket's own quota.</param>
/// <param name="Owner">What it says of the owner's; null when the owner has none.</param>
/// <param name="Amount">What is added; negative is what goes.</param>
internal readonly record struct CommitCharge(BucketId Bucket, QuotaMode Mode, OwnerQuotaId? Owner, StoredAmount Amount)
{
    /// <summary>Whether the bucket is charged for what it holds.</summary>
    public bool IsCharged => Mode != QuotaMode.None || Owner is not null;

    /// <summary>A charge of nothing by the rules of a bucket.</summary>
    public static CommitCharge By(BucketId bucket, BucketRules rules) => new(bucket, rules.Quota, rules.OwnerQuota, default);

    /// <summary>The same for more.</summary>
    public CommitCharge Add(StoredAmount amount) => this with { Amount = Amount + amount };
}
