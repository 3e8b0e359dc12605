using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Quotas;

/// <summary>What a commit adds to what a bucket holds.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Mode">What the fence says that the commit requires.</param>
/// <param name="Amount">What is added; negative is what goes.</param>
internal readonly record struct QuotaCharge(BucketId Bucket, QuotaMode Mode, StoredAmount Amount);
