namespace ObjectStore.Index.Quotas;

/// <summary>The row of a quota in each database that holds a part of what is charged to it. The sums are of all time.</summary>
/// <param name="Received">Room that came from the ledger.</param>
/// <param name="Returned">Room that was given back to it.</param>
/// <param name="Reserve">Room that no purse has.</param>
internal readonly record struct QuotaAccount(StoredAmount Received, StoredAmount Returned, StoredAmount Reserve);
