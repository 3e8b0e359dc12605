namespace ObjectStore.Index.Quotas;

/// <summary>The row of a quota in the catalog's database: docs/adr/0030.</summary>
/// <param name="Limit">How much may be held.</param>
/// <param name="Uncounted">What is held beyond what the accounts know of, by the last count. May be negative.</param>
/// <param name="Databases">What each database was given and gave back.</param>
internal sealed record QuotaLedger(StoredAmount Limit, StoredAmount Uncounted, IReadOnlyList<DatabaseShare> Databases)
{
    /// <summary>Room that no database has. Negative when more is stored than the limit, or when it was lowered and what was given is not back yet.</summary>
    public StoredAmount Free
    {
        get
        {
            var free = Limit - Uncounted;
            foreach (var share in Databases) free = free - share.Granted + share.Returned;
            return free;
        }
    }

    /// <summary>What a database was given and gave back; nothing when it is not listed.</summary>
    public DatabaseShare Of(string database)
    {
        foreach (var share in Databases)
        {
            if (share.Database == database) return share;
        }

        return new DatabaseShare(database, default, default);
    }

    /// <summary>The ledger with another share of a database.</summary>
    public QuotaLedger With(DatabaseShare share) =>
        this with { Databases = [.. Databases.Where(other => other.Database != share.Database).Append(share).OrderBy(static each => each.Database, StringComparer.Ordinal)] };
}
