using System.Runtime.CompilerServices;
using ObjectStore.Core;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.Limits;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Quotas;

/// <summary>Quotas of owners of buckets over the databases of a router: docs/adr/0036.</summary>
/// <remarks>
/// Invariants: from the commit on that makes the row of an owner, every bucket that it creates has the quota in its rules, and the row gets another revision with it; the
/// buckets that it had get the quota before they are counted.
/// </remarks>
public sealed class OwnerQuotas : IOwnerQuotas
{
    private readonly ICatalog _catalog;
    private readonly IndexDatabase _database;
    private readonly OwnerQuotaFences _fences;
    private readonly QuotaHolders _holders;
    private readonly QuotaControl _control;

    /// <summary>Quotas of the owners of the buckets of a catalog.</summary>
    public OwnerQuotas(KeymapRouter router, ICatalog catalog, MoveOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(router);
        _catalog = catalog;
        _database = router.Databases.Catalog;
        _fences = new OwnerQuotaFences(router.Databases);
        _holders = new QuotaHolders(router.Databases, time);
        _control = new QuotaControl(router.Databases, options, time);
    }

    /// <inheritdoc />
    public async ValueTask<QuotaState> SetAsync(string ownerId, StorageQuota quota, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(quota);
        Invariant.That(UserLimitsCatalog.IsUserId(ownerId) && quota.IsValid);
        for (var attempt = 0; attempt < QuotaAttempts.Max; attempt++)
        {
            if (await TryStoreAsync(ownerId, quota, cancellationToken)) return await SettleAsync(ownerId, cancellationToken);
        }

        throw QuotaAttempts.Exhausted();
    }

    /// <inheritdoc />
    public async ValueTask<QuotaState> GetAsync(string ownerId, CancellationToken cancellationToken) => await _control.GetAsync(new Subject(this, ownerId), cancellationToken) ?? Never;

    /// <inheritdoc />
    public async ValueTask<QuotaState> SettleAsync(string ownerId, CancellationToken cancellationToken) => await _control.SettleAsync(new Subject(this, ownerId), cancellationToken) ?? Never;

    /// <inheritdoc />
    public async ValueTask<QuotaState> RecountAsync(string ownerId, CancellationToken cancellationToken) => await _control.RecountAsync(new Subject(this, ownerId), cancellationToken) ?? Never;

    /// <inheritdoc />
    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (name, _) in _catalog.ListJobStatesAsync(OwnerQuotaRow.StatePrefix, cancellationToken)) yield return name[OwnerQuotaRow.StatePrefix.Length..];
    }

    /// <summary>Of owners that never had a quota.</summary>
    private static QuotaState Never { get; } = new(StorageQuota.None, QuotaMode.None, null);

    /// <summary>Writes down what is set; false when another was faster.</summary>
    private async ValueTask<bool> TryStoreAsync(string ownerId, StorageQuota quota, CancellationToken cancellationToken)
    {
        if (await _fences.FindAsync(ownerId, cancellationToken) is { } found) return found.Quota.Quota == quota || await _fences.ReplaceAsync(found.Row, found.Quota with { Quota = quota }, cancellationToken);
        if (quota.IsNone) return true;
        var first = new OwnerQuotaRow(ownerId, new OwnerQuotaId(Chance.NextBits()), quota, QuotaMode.Counting, 1, IsInForce: true, [_database.Name]);
        ReadOnlyMemory<byte> key = OwnerQuotaRow.KeyOf(ownerId);
        ReadOnlyMemory<byte> fence = RowKeys.FenceOfQuota(first.Id);
        var commit = new CommitBuilder()
            .Require(CommitCondition.Absent(key)).Put(key, first.Encode(key.Span))
            .Require(CommitCondition.Absent(fence)).Put(fence, QuotaCodec.EncodeFence(fence.Span, first.Fence));
        return (await _database.Store.CommitAsync(commit.Build(), cancellationToken)).IsApplied;
    }

    private async ValueTask<QuotaStanding?> ReadAsync(string ownerId, CancellationToken cancellationToken)
    {
        // The id of a quota never changes, and the ledger is read with the row.
        if (await _fences.FindAsync(ownerId, cancellationToken) is not { } found) return null;
        var rows = await _database.Store.ReadAsync([OwnerQuotaRow.KeyOf(ownerId), RowKeys.LedgerOfQuota(found.Quota.Id)], cancellationToken);
        if (rows[0] is not { } row) return null;
        var quota = OwnerQuotaFences.Decode(row);
        return new QuotaStanding(_holders.Of(quota, row), quota.Quota, row.Key, row, rows[1]);
    }

    /// <summary>The buckets of the owner, each charged to its quota.</summary>
    private async ValueTask<IReadOnlyList<BucketId>> ReadBucketsAsync(string ownerId, CancellationToken cancellationToken)
    {
        var buckets = new List<BucketId>();
        if (await _fences.FindAsync(ownerId, cancellationToken) is not { } found) return buckets;
        await foreach (var bucket in _catalog.ListBucketsAsync("", cancellationToken))
        {
            if (bucket.OwnerId == ownerId && await IsChargedAsync(bucket, found.Quota.Id, cancellationToken)) buckets.Add(bucket.Id);
        }

        return buckets;
    }

    /// <summary>Has the bucket charged to the quota, as most are from birth; false when it is gone.</summary>
    private async ValueTask<bool> IsChargedAsync(BucketRecord bucket, OwnerQuotaId quota, CancellationToken cancellationToken) =>
        (bucket.Rules.OwnerQuota == quota && bucket.RulesAreInForce)
        || await _catalog.ChangeRulesAsync(bucket, rules => rules with { OwnerQuota = quota }, cancellationToken) is not null;

    private sealed class Subject(OwnerQuotas quotas, string ownerId) : IQuotaSubject
    {
        public ValueTask<QuotaStanding?> ReadAsync(CancellationToken cancellationToken) => quotas.ReadAsync(ownerId, cancellationToken);

        public async ValueTask<long?> ReadStampAsync(CancellationToken cancellationToken) => (await quotas._fences.FindAsync(ownerId, cancellationToken))?.Row.Revision;

        public ValueTask<IReadOnlyList<BucketId>> ReadBucketsAsync(CancellationToken cancellationToken) => quotas.ReadBucketsAsync(ownerId, cancellationToken);
    }
}
