namespace ObjectStore.Index.Quotas;

/// <summary>What the ledger says of a database. Both are sums of all time, so that a transfer that is repeated is none.</summary>
/// <param name="Database">Its name.</param>
/// <param name="Granted">Room that was given to it.</param>
/// <param name="Returned">Room that it gave back, as far as the ledger has seen. Negative where it used more than it had.</param>
internal readonly record struct DatabaseShare(string Database, StoredAmount Granted, StoredAmount Returned);
