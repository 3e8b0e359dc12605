using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Quotas;

/// <summary>How a quota stands in the catalog.</summary>
/// <param name="Holder">Who has it.</param>
/// <param name="Quota">What was set.</param>
/// <param name="QuotaKey">Key of the row that says so.</param>
/// <param name="QuotaRow">That row.</param>
/// <param name="LedgerRow">Row of the ledger; null before the first count.</param>
internal sealed record QuotaStanding(QuotaHolder Holder, StorageQuota Quota, ReadOnlyMemory<byte> QuotaKey, Row? QuotaRow, Row? LedgerRow)
{
    public QuotaLedger? Ledger { get; } = LedgerRow is { } row ? QuotaRows.Decode(row) : null;

    /// <summary>Whether the holder is being deleted, so that its quota is left as it is.</summary>
    public bool IsEnding { get; init; }
}
