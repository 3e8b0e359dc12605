namespace ObjectStore.Index.Quotas;

/// <summary>The quota of a bucket or an owner, and what is known of it.</summary>
/// <param name="Quota">What was set.</param>
/// <param name="Mode">What writes do about it.</param>
/// <param name="Used">What is held; null when there has never been a quota, or it is still to be counted. What changes meanwhile may be in it or not.</param>
public sealed record QuotaState(StorageQuota Quota, QuotaMode Mode, StoredAmount? Used)
{
    /// <summary>The greatest part of a quota that is used, 0 without one; 1 is all of it.</summary>
    public double UsedRatio => Used is { } used ? Math.Max(RatioOf(used.Bytes, Quota.Bytes), RatioOf(used.Objects, Quota.Objects)) : 0;

    private static double RatioOf(long used, long? quota) => quota switch
    {
        null => 0,
        0 => used > 0 ? double.PositiveInfinity : 1,
        { } limit => (double)used / limit,
    };
}
