using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Quotas;

/// <summary>What a commit adds to what is held under a quota.</summary>
/// <param name="Quota">The quota.</param>
/// <param name="Mode">What the fence says that the commit requires.</param>
/// <param name="Amount">What is added; negative is what goes.</param>
internal readonly record struct QuotaCharge(QuotaId Quota, QuotaMode Mode, StoredAmount Amount)
{
    /// <summary>The refusal where there is not enough room; null where there is.</summary>
    public WriteOutcome? RefusalFor(StoredAmount room)
    {
        if (room.Covers(Amount.Need)) return null;
        var areBytesThere = room.Covers(Amount.Need with { Objects = 0 });
        if (Quota.IsOfOwner) return areBytesThere ? WriteOutcome.OwnerObjectsQuotaExceeded : WriteOutcome.OwnerBytesQuotaExceeded;
        return areBytesThere ? WriteOutcome.ObjectsQuotaExceeded : WriteOutcome.BytesQuotaExceeded;
    }
}
