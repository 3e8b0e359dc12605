using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Quotas;

/// <summary>Brings the room of all databases together in the ledger, and from there gives it out again.</summary>
internal sealed class QuotaGather(IndexDatabases databases, TimeProvider time)
{
    private readonly QuotaRecall _recall = new(databases.Catalog, time);
    private readonly BucketFences _fences = new(databases, time);

    /// <summary>What the bucket may still take, with all that any database has or owes. Transfers under way do not change it.</summary>
    public async ValueTask<StoredAmount> ReadRoomAsync(BucketRow bucket, QuotaLedger ledger, CancellationToken cancellationToken)
    {
        var room = ledger.Limit - ledger.Uncounted;
        foreach (var database in DatabasesOf(bucket, ledger)) room -= (await QuotaRows.ReadHoldingAsync(database, bucket.Bucket.Id, cancellationToken)).Used;
        foreach (var share in LostOf(ledger)) room -= share.Granted - share.Returned;
        return room;
    }

    /// <summary>Takes everything out of all databases, and gives the ledger that says so, with its row as it is before: nothing of it is stored.</summary>
    /// <remarks>The ledger is read before the accounts, so that it never goes back behind what it knew of them.</remarks>
    public async ValueTask<(QuotaLedger Ledger, Row Row)> RunAsync(BucketRow bucket, bool removesEmpty, CancellationToken cancellationToken)
    {
        var id = bucket.Bucket.Id;
        var (before, _) = await QuotaRows.RequireLedgerAsync(databases.Catalog, id, cancellationToken);
        foreach (var database in DatabasesOf(bucket, before)) await _recall.RunAsync(database, id, removesEmpty, cancellationToken);
        var (ledger, row) = await QuotaRows.RequireLedgerAsync(databases.Catalog, id, cancellationToken);
        foreach (var database in DatabasesOf(bucket, ledger))
        {
            var account = QuotaRows.DecodeAccount(await database.Store.ReadAsync(RowKeys.AccountOfQuota(id), cancellationToken));
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
        var commit = new CommitBuilder().RequireUnchanged(row.Key, row).Put(row.Key, QuotaCodec.EncodeLedger(row.Key.Span, granted));
        return (await databases.Catalog.Store.CommitAsync(commit.Build(), cancellationToken)).IsApplied;
    }

    /// <summary>Stores a ledger and another mode of the bucket in one commit, and then puts the mode into all fences; false when another has changed either.</summary>
    /// <param name="bucket">The bucket as it is.</param>
    /// <param name="row">Its row.</param>
    /// <param name="mode">Its mode from now on. All fences are written anew, also when it is the same.</param>
    /// <param name="commit">Requires what has led here, and puts the ledger.</param>
    /// <param name="cancellationToken">Stops before and after the commit.</param>
    public async ValueTask<bool> TryChangeModeAsync(BucketRow bucket, Row row, QuotaMode mode, CommitBuilder commit, CancellationToken cancellationToken)
    {
        var changed = bucket with
        {
            Bucket = bucket.Bucket with { Rules = bucket.Bucket.Rules with { Quota = mode }, RulesAreInForce = false },
            RulesGeneration = bucket.RulesGeneration + 1,
        };
        commit.RequireUnchanged(row.Key, row).Put(row.Key, BucketCodec.Encode(row.Key.Span, changed));
        var result = await databases.Catalog.Store.CommitAsync(commit.Build(), cancellationToken);
        if (result.IsApplied) await _fences.SettleAsync(changed, row with { Revision = result.Revision }, cancellationToken);
        return result.IsApplied;
    }

    /// <summary>Ends a change of the rules that is under way, so that every fence says what the bucket row says.</summary>
    public ValueTask SettleAsync(BucketRow bucket, Row row, CancellationToken cancellationToken) => _fences.SettleAsync(bucket, row, cancellationToken);

    /// <summary>Databases that the ledger knows and the settings no longer declare. What they had is taken as used until the bucket is counted again.</summary>
    public IEnumerable<DatabaseShare> LostOf(QuotaLedger ledger) => ledger.Databases.Where(share => !databases.Contains(share.Database));

    private IEnumerable<IndexDatabase> DatabasesOf(BucketRow bucket, QuotaLedger ledger) =>
        bucket.Databases.Union(ledger.Databases.Select(static share => share.Database)).Where(databases.Contains).Select(databases.Get);
}
