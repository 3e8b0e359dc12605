using System.Runtime.CompilerServices;
using ObjectStore.Core;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Quotas;
using ObjectStore.Index.Rows;
using ObjectStore.Placement;

namespace ObjectStore.Index.Catalog;

/// <summary>The catalog in the first of the databases. Rows: docs/format/index.md §8.</summary>
public sealed class Catalog : ICatalog
{
    private const int NameTaken = 0;
    private const int OwnerChanged = 3;

    /// <summary>Guess: buckets of one owner with a quota are created one after the other.</summary>
    private const int CreationAttemptsMax = 32;

    /// <summary>Most are a few hundred bytes, none is over 1 MiB.</summary>
    private const int JobStatesPerScan = 100;

    private static readonly TimeSpan BackoffStep = TimeSpan.FromMilliseconds(2);

    private readonly KeymapRouter _router;
    private readonly TimeProvider _time;
    private readonly IOrderedStore _store;
    private readonly BucketRows _buckets;
    private readonly BucketRuleChanges _rules;
    private readonly BucketDocuments _documents;
    private readonly OwnerQuotaFences _owners;
    private readonly QuotaPurses _purses;

    /// <summary>The map that was read last, and its first row: every change of the map puts that row, so that the map is the same while the row is.</summary>
    private volatile KnownMap? _lastMap;

    /// <summary>The catalog of the databases of a router.</summary>
    public Catalog(KeymapRouter router, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(router);
        _router = router;
        _time = time;
        _store = router.Databases.Catalog.Store;
        _buckets = new BucketRows(router.Databases.Catalog);
        _rules = new BucketRuleChanges(router.Databases, time);
        _documents = new BucketDocuments(router.Databases.Catalog);
        _owners = new OwnerQuotaFences(router.Databases);
        _purses = new QuotaPurses(router.Databases, time);
    }

    /// <inheritdoc />
    public async ValueTask<BucketRecord?> GetBucketAsync(string name, CancellationToken cancellationToken) =>
        await _buckets.ReadAsync(name, cancellationToken) is { } found ? found.Bucket.Bucket : null;

    /// <inheritdoc />
    public async ValueTask<BucketRecord?> GetBucketAsync(BucketId id, CancellationToken cancellationToken) =>
        await _buckets.ReadAsync(id, cancellationToken) is { } found ? found.Bucket.Bucket : null;

    /// <inheritdoc />
    public ValueTask<BucketRecord?> GetBucketInForceAsync(string name, CancellationToken cancellationToken) => _rules.GetBucketInForceAsync(name, cancellationToken);

    /// <inheritdoc />
    public ValueTask<BucketRecord?> ChangeRulesAsync(BucketRecord bucket, Func<BucketRules, BucketDocumentSet, BucketRules?> change, CancellationToken cancellationToken) =>
        _rules.ChangeRulesAsync(bucket, change, cancellationToken);

    /// <inheritdoc />
    public async ValueTask<(BucketRecord Bucket, bool IsCreated)> CreateBucketAsync(BucketRecord bucket, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < CreationAttemptsMax; attempt++)
        {
            if (attempt > 0) await Task.Delay(BackoffStep * attempt * Chance.Random.NextDouble(), _time, cancellationToken);
            var (charged, result) = await TryCreateAsync(bucket, cancellationToken);
            if (result.IsApplied) return (charged, true);
            if (result.FailedCondition == OwnerChanged) continue;
            if (result.FailedCondition != NameTaken) throw new StorageException(StorageErrorCode.StaleEpoch, "Another bucket has this id: choose a new one.");
            if (await GetBucketAsync(bucket.Name, cancellationToken) is { } existing) return (existing, false);
        }

        throw new StorageException(StorageErrorCode.Overloaded, "Too many buckets of the owner, or of this name, are created.");
    }

    /// <inheritdoc />
    public ValueTask<BucketDocumentSet?> GetDocumentsAsync(string name, CancellationToken cancellationToken) => _documents.ReadAsync(name, cancellationToken);

    /// <inheritdoc />
    public ValueTask<BucketDocumentSet?> ChangeDocumentsAsync(
        BucketRecord bucket, Func<BucketRules, BucketDocumentSet, BucketDocumentSet?> change, CancellationToken cancellationToken) =>
        _documents.ChangeAsync(bucket, change, cancellationToken);

    /// <inheritdoc />
    public ValueTask<ulong> GetDocumentsStampAsync(CancellationToken cancellationToken) => _documents.ReadStampAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask<BucketDeletion> DeleteBucketAsync(string name, CancellationToken cancellationToken) =>
        new BucketRemoval(_router, _purses, name, _time).RunAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask<int> RemoveTombstonesAsync(CancellationToken cancellationToken) => new TombstoneRemoval(_router.Databases, _time).RunAsync(cancellationToken);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<BucketRecord>> ListBucketsAsync(string afterName, int limit, CancellationToken cancellationToken) =>
        [.. (await ScanBucketsAsync(afterName, limit, cancellationToken)).Select(row => _buckets.Decode(row).Bucket)];

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<string>> ListBucketNamesAsync(string afterName, int limit, CancellationToken cancellationToken) =>
        [.. (await ScanBucketsAsync(afterName, limit, cancellationToken)).Select(static row => RowKeys.NameOf(row.Key.Span))];

    /// <inheritdoc />
    public async ValueTask<ClusterMap> GetClusterMapAsync(CancellationToken cancellationToken)
    {
        if (await _store.ReadAsync(RowKeys.ClusterMap(), cancellationToken) is not { } head) return ClusterMap.Empty;

        // The bytes as well: a database that was restored from a backup gives revisions out once more.
        if (_lastMap is { } last && last.Head.Revision == head.Revision && last.Head.Value.Span.SequenceEqual(head.Value.Span)) return last.Map;
        IReadOnlyList<Row> rows = [head];
        if (PagesOf(head).Pages > 0) rows = await _store.ScanAsync(RowKeys.AllOf(RowFamily.ClusterMap), ClusterMapRows.RowsMax, reverse: false, cancellationToken);
        if (!ClusterMapRows.TryDecode(rows, out var map)) throw CorruptRow.Of(head.Key.Span);
        _lastMap = new KnownMap(rows[0], map);
        return map;
    }

    /// <inheritdoc />
    public async ValueTask<bool> TryStoreClusterMapAsync(ClusterMap map, CancellationToken cancellationToken)
    {
        var rowKey = RowKeys.ClusterMap();
        var row = await _store.ReadAsync(rowKey, cancellationToken);
        var (epoch, pages) = row is { } head ? PagesOf(head) : default;
        if (map.Epoch != epoch.Next) return false;
        var commit = new CommitBuilder().RequireUnchanged(rowKey, row);
        ClusterMapRows.Put(commit, map, pages);
        return (await _store.CommitAsync(commit.Build(), cancellationToken)).IsApplied;
    }

    /// <inheritdoc />
    public async ValueTask<ReadOnlyMemory<byte>?> GetJobStateAsync(string job, CancellationToken cancellationToken)
    {
        var rowKey = RowKeys.JobState(job);
        if (await _store.ReadAsync(rowKey, cancellationToken) is not { } row) return null;
        return JobStateCodec.TryDecode(rowKey, row.Value, out var state) ? state : throw CorruptRow.Of(rowKey);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>?>> ListJobStatesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = RowKeys.JobState(prefix);
        var end = RowKeys.PrefixEnd(start);
        while (true)
        {
            var rows = await _store.ScanAsync(new KeyRange(start, end), JobStatesPerScan, reverse: false, cancellationToken);
            foreach (var row in rows) yield return new(RowKeys.NameOf(row.Key.Span), JobStateCodec.TryDecode(row.Key.Span, row.Value, out var state) ? state : (ReadOnlyMemory<byte>?)null);
            if (rows.Count < JobStatesPerScan) yield break;
            start = RowKeys.Next(rows[^1].Key.Span);
        }
    }

    /// <inheritdoc />
    public ValueTask StoreJobStateAsync(string job, ReadOnlyMemory<byte> state, CancellationToken cancellationToken) => StoreJobStatesAsync([new(job, state)], cancellationToken);

    /// <inheritdoc />
    public async ValueTask StoreJobStatesAsync(IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>?>> states, CancellationToken cancellationToken)
    {
        var commit = new CommitBuilder();
        foreach (var (job, state) in states) Write(commit, RowKeys.JobState(job), state);
        await _store.CommitAsync(commit.Build(), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<bool> TryReplaceJobStateAsync(string job, ReadOnlyMemory<byte>? expected, ReadOnlyMemory<byte>? state, CancellationToken cancellationToken) =>
        TryStoreJobStatesAsync(job, expected, [new(job, state)], cancellationToken);

    /// <inheritdoc />
    public async ValueTask<bool> TryStoreJobStatesAsync(
        string job, ReadOnlyMemory<byte>? expected, IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>?>> states, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> rowKey = RowKeys.JobState(job);
        var row = await _store.ReadAsync(rowKey, cancellationToken);
        if (row.HasValue != expected.HasValue) return false;
        if (row is { } present)
        {
            if (!JobStateCodec.TryDecode(rowKey.Span, present.Value, out var current)) throw CorruptRow.Of(rowKey.Span);
            if (!current.Span.SequenceEqual(expected!.Value.Span)) return false;
        }

        var commit = new CommitBuilder().RequireUnchanged(rowKey, row);
        foreach (var (name, state) in states) Write(commit, RowKeys.JobState(name), state);
        return (await _store.CommitAsync(commit.Build(), cancellationToken)).IsApplied;
    }

    /// <summary>One attempt to create a bucket, and the bucket with the quota to which it is charged.</summary>
    private async ValueTask<(BucketRecord Bucket, CommitResult Result)> TryCreateAsync(BucketRecord bucket, CancellationToken cancellationToken)
    {
        var (rowKey, fenceKey) = (RowKeys.Bucket(bucket.Name), RowKeys.Fence(bucket.Id));
        var owner = await _owners.FindAsync(bucket.OwnerId, cancellationToken);
        var charged = bucket with { Rules = bucket.Rules with { OwnerQuota = owner?.Quota.Id } };
        var row = new BucketRow(charged, BucketState.Active, 0, bucket.CreatedAt, [_router.Databases.Catalog.Name]) { RulesGeneration = charged.Rules == BucketRules.None ? 0UL : 1 };
        var commit = new CommitBuilder()
            .Require(CommitCondition.Absent(rowKey)).Require(CommitCondition.Absent(fenceKey)).Require(CommitCondition.Absent(RowKeys.Tombstone(bucket.Id)))
            .RequireUnchanged(OwnerQuotaRow.KeyOf(bucket.OwnerId), owner?.Row)
            .Put(rowKey, BucketCodec.Encode(rowKey, row)).Put(fenceKey, BucketCodec.EncodeFence(fenceKey, row));

        // The revision of the owner's row tells that a bucket has come.
        if (owner is { } of) commit.Put(of.Row.Key, of.Row.Value);
        if (bucket.Documents.Count > 0) BucketDocuments.Put(commit, bucket.Name, new BucketDocumentSet(bucket.Id, bucket.Documents));
        return (charged, await _store.CommitAsync(commit.Build(), cancellationToken));
    }

    private ValueTask<IReadOnlyList<Row>> ScanBucketsAsync(string afterName, int limit, CancellationToken cancellationToken) =>
        _store.ScanAsync(new KeyRange(RowKeys.Next(RowKeys.Bucket(afterName)), RowKeys.PrefixEnd([RowFamily.Bucket])), limit, reverse: false, cancellationToken);

    private static void Write(CommitBuilder commit, ReadOnlyMemory<byte> rowKey, ReadOnlyMemory<byte>? state)
    {
        if (state is { } present) commit.Put(rowKey, JobStateCodec.Encode(rowKey.Span, present.Span));
        else commit.Delete(rowKey);
    }

    private static (Epoch Epoch, int Pages) PagesOf(Row head) =>
        ClusterMapRows.TryDecodeHead(head, out var epoch, out var pages) ? (epoch, pages) : throw CorruptRow.Of(head.Key.Span);

    private sealed record KnownMap(Row Head, ClusterMap Map);
}
