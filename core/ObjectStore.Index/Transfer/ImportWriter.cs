using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Quotas;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Transfer;

/// <summary>Writes the rows of an export into the databases, in commits that each require the marker of the import.</summary>
internal sealed class ImportWriter(IndexDatabases databases, IReadOnlyDictionary<string, CommitCondition> markers, TimeProvider time)
{
    /// <summary>Guesses: what a database commits in some milliseconds.</summary>
    private const int CommitRows = 1_000;

    private const int CommitBytes = 1 << 20;

    private IndexDatabase _database = databases.Catalog;
    private CommitBuilder? _commit;
    private int _rows;
    private int _bytes;

    /// <summary>Rows of the export that were written.</summary>
    public long RowCount { get; private set; }

    /// <summary>
    /// A row of the catalog. A bucket becomes active and knows of no fence but the one that is put here: others are put where they are missed. What counts for its
    /// quota is not in the export, and counted anew.
    /// </summary>
    public async ValueTask WriteCatalogRowAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        if (key.Span.SequenceEqual(ImportMarker.Key())) return;
        RowCount++;
        var catalog = databases.Catalog;
        if (OwnerQuotaRow.TryDecode(new Row(key, value, 0), out var quota))
        {
            await WriteOwnerQuotaAsync(key, quota, cancellationToken);
            return;
        }

        if (key.Span[0] != RowFamily.Bucket || !BucketCodec.TryDecode(new Row(key, value, 0), catalog.Name, out var bucket))
        {
            await PutAsync(catalog, key, value, cancellationToken);
            return;
        }

        var generation = bucket.State == BucketState.Active ? bucket.Generation : bucket.Generation + 1;
        var record = bucket.Bucket.Rules.Quota == QuotaMode.None ? bucket.Bucket : bucket.Bucket with { Rules = bucket.Bucket.Rules with { Quota = QuotaMode.Counting } };
        var active = bucket with { Bucket = record, State = BucketState.Active, Generation = generation, ChangedAt = time.GetUtcNow(), Databases = [catalog.Name] };
        await PutAsync(catalog, key, BucketCodec.Encode(key.Span, active), cancellationToken);
        var fence = RowKeys.Fence(bucket.Bucket.Id);
        await PutAsync(catalog, fence, BucketCodec.EncodeFence(fence, active), cancellationToken);
    }

    /// <summary>What counts for the quota of an owner is not in the export either.</summary>
    private async ValueTask WriteOwnerQuotaAsync(ReadOnlyMemory<byte> key, OwnerQuotaRow quota, CancellationToken cancellationToken)
    {
        var catalog = databases.Catalog;
        var counting = quota with { Mode = QuotaMode.Counting, IsInForce = true, Databases = [catalog.Name] };
        await PutAsync(catalog, key, counting.Encode(key.Span), cancellationToken);
        var fence = RowKeys.FenceOfQuota(quota.Id);
        await PutAsync(catalog, fence, QuotaCodec.EncodeFence(fence, counting.Fence), cancellationToken);
    }

    public ValueTask WriteRowAsync(IndexDatabase database, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        RowCount++;
        return PutAsync(database, key, value, cancellationToken);
    }

    /// <summary>Partition row and keymap entry of a range.</summary>
    public async ValueTask WritePartitionAsync(IndexDatabase database, ExportedPartition partition, CancellationToken cancellationToken)
    {
        var (start, end, epoch) = (partition.Partition.Start, partition.Partition.End, partition.Partition.Epoch.Next);
        var record = new PartitionRecord(start, end, epoch, PartitionState.Serving, default);
        await PutAsync(database, RowKeys.Partition(start.Span), PartitionCodec.Encode(record), cancellationToken);
        var entry = new KeymapEntry(start, end, epoch, database.Name, null, partition.Rows, time.GetUtcNow());
        await PutAsync(databases.Catalog, RowKeys.Keymap(start.Span), KeymapCodec.Encode(entry), cancellationToken);
    }

    /// <summary>Commits what waits.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_commit is not { } commit) return;
        (_commit, _rows, _bytes) = (null, 0, 0);
        if (!(await _database.Store.CommitAsync(commit.Build(), cancellationToken)).IsApplied) throw ImportMarker.TakenOver();
    }

    private async ValueTask PutAsync(IndexDatabase database, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        if (database != _database || _rows == CommitRows || _bytes >= CommitBytes) await FlushAsync(cancellationToken);
        _database = database;
        _commit ??= new CommitBuilder().Require(markers[database.Name]);

        // The memory of an export's row is good until the next frame is read, and a commit gathers rows of several.
        _commit.Put(key.ToArray(), value.ToArray());
        _rows++;
        _bytes += key.Length + value.Length;
    }
}
