using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Quotas;

/// <summary>Quotas of buckets over the databases of a router: docs/adr/0030.</summary>
public sealed class BucketQuotas : IBucketQuotas
{
    private readonly ICatalog _catalog;
    private readonly IndexDatabase _database;
    private readonly BucketRows _rows;
    private readonly QuotaHolders _holders;
    private readonly QuotaControl _control;

    /// <summary>Quotas of the buckets of a catalog.</summary>
    public BucketQuotas(KeymapRouter router, ICatalog catalog, MoveOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(router);
        _catalog = catalog;
        _database = router.Databases.Catalog;
        _rows = new BucketRows(_database);
        _holders = new QuotaHolders(router.Databases, time);
        _control = new QuotaControl(router.Databases, options, time);
    }

    /// <inheritdoc />
    public async ValueTask<QuotaState?> SetAsync(BucketRecord bucket, StorageQuota quota, CancellationToken cancellationToken)
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
    public ValueTask<QuotaState?> GetAsync(BucketRecord bucket, CancellationToken cancellationToken) => _control.GetAsync(new Subject(this, bucket), cancellationToken);

    /// <inheritdoc />
    public ValueTask<QuotaState?> SettleAsync(BucketRecord bucket, CancellationToken cancellationToken) => _control.SettleAsync(new Subject(this, bucket), cancellationToken);

    /// <inheritdoc />
    public ValueTask<QuotaState?> RecountAsync(BucketRecord bucket, CancellationToken cancellationToken) => _control.RecountAsync(new Subject(this, bucket), cancellationToken);

    private async ValueTask<QuotaStanding?> ReadAsync(BucketRecord bucket, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> documentsKey = RowKeys.BucketDocuments(bucket.Name);
        var rows = await _database.Store.ReadAsync([RowKeys.Bucket(bucket.Name), documentsKey, RowKeys.LedgerOfQuota(bucket.Id)], cancellationToken);
        if (rows[0] is not { } row || _rows.Decode(row) is not { } decoded || decoded.Bucket.Id != bucket.Id) return null;
        return new QuotaStanding(_holders.Of(decoded, row), QuotaIn(rows[1], bucket.Id), documentsKey, rows[1], rows[2]) { IsEnding = decoded.State == BucketState.Deleting };
    }

    private static StorageQuota QuotaIn(Row? documents, BucketId bucket)
    {
        if (documents is not { } row) return StorageQuota.None;
        if (!BucketDocumentsCodec.TryDecode(row, out var set)) throw CorruptRow.Of(row);
        if (set.Bucket != bucket || set.Find(BucketDocumentKind.Quota) is not { } content) return StorageQuota.None;
        return StorageQuota.TryDecode(content.Span, out var quota) ? quota : throw NewerDocument.Of(BucketDocumentKind.Quota);
    }

    private sealed class Subject(BucketQuotas quotas, BucketRecord bucket) : IQuotaSubject
    {
        public ValueTask<QuotaStanding?> ReadAsync(CancellationToken cancellationToken) => quotas.ReadAsync(bucket, cancellationToken);

        public ValueTask<long?> ReadStampAsync(CancellationToken cancellationToken) => ValueTask.FromResult<long?>(0);

        public ValueTask<IReadOnlyList<BucketId>> ReadBucketsAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<BucketId>>([bucket.Id]);
    }
}
