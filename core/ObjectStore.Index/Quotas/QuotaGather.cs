using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Quotas;

/// <summary>Brings the room of all databases together in the ledger, and from there gives it out again.</summary>
internal sealed class QuotaGather(IndexDatabases databases, TimeProvider time)
{
    private readonly QuotaRecall _recall = new(databases.Catalog, time);

    /// <summary>What may still be taken, with all that any database has or owes. Transfers under way do not change it.</summary>
    public async ValueTask<StoredAmount> ReadRoomAsync(QuotaHolder holder, QuotaLedger ledger, CancellationToken cancellationToken)
    {
        var room = ledger.Limit - ledger.Uncounted;
        foreach (var database in DatabasesOf(holder, ledger)) room -= (await QuotaRows.ReadHoldingAsync(database, holder.Id, cancellationToken)).Used;
        foreach (var share in LostOf(ledger)) room -= share.Granted - share.Returned;
        return room;
    }

    /// <summary>Takes everything out of all databases, and gives the ledger that says so, with its row as it is before: nothing of it is stored.</summary>
    /// <remarks>The ledger is read before the accounts, so that it never goes back behind what it knew of them.</remarks>
    public async ValueTask<(QuotaLedger Ledger, Row Row)> RunAsync(QuotaHolder holder, bool removesEmpty, CancellationToken cancellationToken)
    {
        var (before, _) = await QuotaRows.RequireLedgerAsync(databases.Catalog, holder.Id, cancellationToken);
        foreach (var database in DatabasesOf(holder, before)) await _recall.RunAsync(database, holder.Id, removesEmpty, cancellationToken);
        var (ledger, row) = await QuotaRows.RequireLedgerAsync(databases.Catalog, holder.Id, cancellationToken);
        foreach (var database in DatabasesOf(holder, ledger))
        {
            var account = QuotaRows.DecodeAccount(await database.Store.ReadAsync(RowKeys.AccountOfQuota(holder.Id), cancellationToken));
            var share = ledger.Of(database.Name);
            if (share.Returned != account.Returned) ledger = ledger.With(share with { Returned = account.Returned });
        }

        return (ledger, row);
    }

    /// <summary>Stores a ledger in which a database has so much more, if nobody else has changed it.</summary>
    public async ValueTask<bool> TryGrantAsync(QuotaLedger ledger, Row row, string database, StoredAmount amount, CancellationToken cancellationToken)
    {
        var share = ledger.Of(database);
        var granted = ledger.With(share with { Granted = share.Granted + amount });
        return (await databases.Catalog.Store.CommitAsync(Replace(row, granted).Build(), cancellationToken)).IsApplied;
    }

    /// <summary>A commit that puts a ledger in place of the row that was read.</summary>
    public static CommitBuilder Replace(Row row, QuotaLedger ledger) =>
        new CommitBuilder().RequireUnchanged(row.Key, row).Put(row.Key, QuotaCodec.EncodeLedger(row.Key.Span, ledger));

    /// <summary>Databases that the ledger knows and the settings no longer declare. What they had is taken as used until it is counted again.</summary>
    public IEnumerable<DatabaseShare> LostOf(QuotaLedger ledger) => ledger.Databases.Where(share => !databases.Contains(share.Database));

    private IEnumerable<IndexDatabase> DatabasesOf(QuotaHolder holder, QuotaLedger ledger) =>
        holder.Databases.Union(ledger.Databases.Select(static share => share.Database)).Where(databases.Contains).Select(databases.Get);
}
