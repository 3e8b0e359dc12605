using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Quotas;

/// <summary>Quotas of buckets over the databases of a router. The steps and why they are safe: docs/adr/0030.</summary>
/// <remarks>
/// Whoever sets a quota writes the document, and then makes mode and ledger follow it, from wherever they are: so a step that was cut off is taken by the next who comes.
/// Invariant: limit and count of a ledger change only in one commit with the bucket row, which is <see cref="QuotaMode.Over"/> then and gets new fences.
/// </remarks>
public sealed class BucketQuotas : IBucketQuotas
{
    /// <summary>People change quotas, not programs in a loop.</summary>
    private const int AttemptsMax = 16;

    /// <summary>Guess: purses of a few processes. More are of processes that are gone.</summary>
    private const int PursesMax = 256;

    private readonly ICatalog _catalog;
    private readonly IndexDatabases _databases;
    private readonly BucketRows _rows;
    private readonly QuotaGather _gather;
    private readonly QuotaCount _count;

    /// <summary>Quotas of the buckets of a catalog.</summary>
    public BucketQuotas(KeymapRouter router, ICatalog catalog, MoveOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(router);
        _catalog = catalog;
        _databases = router.Databases;
        _rows = new BucketRows(_databases.Catalog);
        _gather = new QuotaGather(_databases, time);
        _count = new QuotaCount(_databases, options, time);
    }

    private IOrderedStore Store => _databases.Catalog.Store;

    /// <inheritdoc />
    public async ValueTask<QuotaState?> SetAsync(BucketRecord bucket, BucketQuota quota, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        Invariant.That(quota.IsValid);
        if (!quota.IsNone && await _catalog.ChangeRulesAsync(bucket, static rules => rules.Quota == QuotaMode.None ? rules with { Quota = QuotaMode.Counting } : null, cancellationToken) is null)
            return null;
        ReadOnlyMemory<byte>? document = quota.IsNone ? default(ReadOnlyMemory<byte>?) : quota.Encode();
        var changed = await _catalog.ChangeDocumentsAsync(bucket, documents => documents.With(BucketDocumentKind.Quota, document), cancellationToken);
        return changed is null ? null : await SettleAsync(bucket, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<QuotaState?> GetAsync(BucketRecord bucket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        if (await ReadAsync(bucket, cancellationToken) is not { } found) return null;
        var mode = found.Bucket.Bucket.Rules.Quota;
        if (found.Ledger is not { } ledger || mode is QuotaMode.None or QuotaMode.Counting) return new QuotaState(found.Quota, mode, null);
        return new QuotaState(found.Quota, mode, ledger.Limit - await _gather.ReadRoomAsync(found.Bucket, ledger, cancellationToken));
    }

    /// <inheritdoc />
    public async ValueTask<QuotaState?> SettleAsync(BucketRecord bucket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            if (await ReadAsync(bucket, cancellationToken) is not { } found || found.Bucket.State == BucketState.Deleting) return null;
            if (!found.Bucket.Bucket.RulesAreInForce)
                await _gather.SettleAsync(found.Bucket, found.Row, cancellationToken);
            else if (await IsSettledAsync(found, cancellationToken))
                return await GetAsync(bucket, cancellationToken);
        }

        throw new StorageException(StorageErrorCode.Overloaded, "Too many change the quota of the bucket.");
    }

    /// <inheritdoc />
    public async ValueTask<QuotaState?> RecountAsync(BucketRecord bucket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bucket);

        // Where a fence does not yet say that writes are accounted, they would pass by the count.
        if (await _catalog.ChangeRulesAsync(bucket, static _ => null, cancellationToken) is not { } inForce) return null;
        if (inForce.Rules.Quota != QuotaMode.None) await CountAsync(bucket, cancellationToken);
        return await SettleAsync(bucket, cancellationToken);
    }

    /// <summary>Whether nothing is left to be done; otherwise does the next step, or lets another be faster.</summary>
    private async ValueTask<bool> IsSettledAsync(Found found, CancellationToken cancellationToken)
    {
        var mode = found.Bucket.Bucket.Rules.Quota;
        if (mode == QuotaMode.None) return true;
        if (mode == QuotaMode.Counting || found.Ledger is not { } ledger || _gather.LostOf(ledger).Any())
        {
            await CountAsync(found.Bucket.Bucket, cancellationToken);
            return false;
        }

        if (ledger.Limit != found.Quota.Limit)
        {
            await TryStoreAsync(found, ledger with { Limit = found.Quota.Limit }, cancellationToken);
            return false;
        }

        if (mode == QuotaMode.Over) return !await TryEnforceAsync(found, cancellationToken);
        await TidyAsync(found.Bucket, cancellationToken);
        return true;
    }

    /// <summary>Counts the bucket, and stores the count with the limit that was set.</summary>
    private async ValueTask CountAsync(BucketRecord bucket, CancellationToken cancellationToken)
    {
        var uncounted = await _count.RunAsync(bucket.Id, cancellationToken);
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            if (await ReadAsync(bucket, cancellationToken) is not { } found) return;
            IReadOnlyList<DatabaseShare> kept = [.. (found.Ledger?.Databases ?? []).Where(share => _databases.Contains(share.Database))];
            if (await TryStoreAsync(found, new QuotaLedger(found.Quota.Limit, uncounted, kept), cancellationToken)) return;
        }

        throw new StorageException(StorageErrorCode.Overloaded, "Too many write to the bucket whose quota is to be set.");
    }

    /// <summary>Stores a ledger with another limit or count. From then on every write looks for room by it.</summary>
    private ValueTask<bool> TryStoreAsync(Found found, QuotaLedger ledger, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> key = RowKeys.LedgerOfQuota(found.Bucket.Bucket.Id);
        var commit = new CommitBuilder()
            .RequireUnchanged(key, found.LedgerRow).Put(key, QuotaCodec.EncodeLedger(key.Span, ledger))
            .RequireUnchanged(RowKeys.BucketDocuments(found.Bucket.Bucket.Name), found.Documents);
        return _gather.TryChangeModeAsync(found.Bucket, found.Row, QuotaMode.Over, commit, cancellationToken);
    }

    /// <summary>Lets purses be used again when the bucket holds no more than its quota. False when it does.</summary>
    private async ValueTask<bool> TryEnforceAsync(Found found, CancellationToken cancellationToken)
    {
        var (ledger, row) = await _gather.RunAsync(found.Bucket, removesEmpty: true, cancellationToken);
        if (!ledger.Free.IsNotNegative) return false;
        var commit = new CommitBuilder().RequireUnchanged(row.Key, row).Put(row.Key, QuotaCodec.EncodeLedger(row.Key.Span, ledger));

        // Another change is as good a reason to look again.
        await _gather.TryChangeModeAsync(found.Bucket, found.Row, QuotaMode.Enforced, commit, cancellationToken);
        return true;
    }

    /// <summary>Processes leave purses behind when they end; what is in them is in the way of nobody, but their number must not grow for ever.</summary>
    private async ValueTask TidyAsync(BucketRow bucket, CancellationToken cancellationToken)
    {
        foreach (var database in bucket.Databases.Where(_databases.Contains).Select(_databases.Get))
        {
            var holding = await QuotaRows.ReadHoldingAsync(database, bucket.Bucket.Id, cancellationToken);
            if (holding.Purses.Count <= PursesMax) continue;
            await _gather.RunAsync(bucket, removesEmpty: true, cancellationToken);
            return;
        }
    }

    /// <summary>All rows of the catalog that decide, from one moment; null when the bucket is gone.</summary>
    private async ValueTask<Found?> ReadAsync(BucketRecord bucket, CancellationToken cancellationToken)
    {
        var rows = await Store.ReadAsync([RowKeys.Bucket(bucket.Name), RowKeys.BucketDocuments(bucket.Name), RowKeys.LedgerOfQuota(bucket.Id)], cancellationToken);
        if (rows[0] is not { } row || _rows.Decode(row) is not { } decoded || decoded.Bucket.Id != bucket.Id) return null;
        return new Found(decoded, row, rows[1], QuotaIn(rows[1], bucket.Id), rows[2], rows[2] is { } ledger ? QuotaRows.Decode(ledger) : null);
    }

    private static BucketQuota QuotaIn(Row? documents, BucketId bucket)
    {
        if (documents is not { } row) return BucketQuota.None;
        if (!BucketDocumentsCodec.TryDecode(row, out var set)) throw CorruptRow.Of(row.Key.Span);
        if (set.Bucket != bucket || set.Find(BucketDocumentKind.Quota) is not { } content) return BucketQuota.None;
        return BucketQuota.TryDecode(content.Span, out var quota) ? quota : throw CorruptRow.Of(row.Key.Span);
    }

    private sealed record Found(BucketRow Bucket, Row Row, Row? Documents, BucketQuota Quota, Row? LedgerRow, QuotaLedger? Ledger);
}
