using ObjectStore.Core.Errors;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Catalog;

/// <summary>Rules and settings of buckets; docs/format/index.md §8.</summary>
/// <remarks>
/// Rules lie in the bucket row and in all fences. A change is first committed to the row as unsettled, then put into the fences, then settled. Whoever reads
/// an unsettled row ends that change before it goes on, so that nobody sees rules that some writer does not obey yet.
/// </remarks>
internal sealed class BucketSettings(IndexDatabases databases, TimeProvider time)
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(15);

    private readonly BucketRows _rows = new(databases.Catalog);
    private readonly BucketFences _fences = new(databases, time);

    private IOrderedStore Store => databases.Catalog.Store;

    /// <summary>The bucket with rules that are in force, or null.</summary>
    public async ValueTask<BucketRecord?> GetBucketAsync(string name, CancellationToken cancellationToken)
    {
        while (await _rows.ReadAsync(name, cancellationToken) is { } found)
        {
            if (found.Bucket.RulesAreSettled) return found.Bucket.Bucket;
            await _fences.SettleAsync(found.Bucket, found.Row, cancellationToken);
        }

        return null;
    }

    /// <exception cref="StorageException">Overloaded when a deletion of the bucket is not decided in time.</exception>
    public async ValueTask<BucketRecord?> ChangeRulesAsync(BucketRecord bucket, Func<BucketRules, BucketRules?> change, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (await _rows.ReadAsync(bucket.Name, cancellationToken) is { } found && found.Bucket.Bucket.Id == bucket.Id)
        {
            if (time.GetElapsedTime(started) > WaitMax) throw new StorageException(StorageErrorCode.Overloaded, "Another change of the bucket is not decided.");
            if (found.Bucket.State == BucketState.Deleting)
                await _fences.WaitOrReopenAsync(found.Bucket, found.Row, cancellationToken);
            else if (!found.Bucket.RulesAreSettled)
                await _fences.SettleAsync(found.Bucket, found.Row, cancellationToken);
            else if (change(found.Bucket.Bucket.Rules) is not { } rules || rules == found.Bucket.Bucket.Rules)
                return found.Bucket.Bucket;
            else if (await TryCommitAsync(found.Bucket, found.Row, rules, cancellationToken))
                return await GetBucketAsync(bucket.Name, cancellationToken) is { } changed && changed.Id == bucket.Id ? changed : null;
        }

        return null;
    }

    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(BucketRecord bucket, string name, CancellationToken cancellationToken)
    {
        var rowKey = RowKeys.Setting(bucket.Id, name);
        if (await Store.ReadAsync(rowKey, cancellationToken) is not { } row) return null;
        return SettingCodec.TryDecode(rowKey, row.Value.Span, out var setting) ? setting : throw CorruptRow.Of(rowKey);
    }

    public async ValueTask<bool> TryStoreAsync(BucketRecord bucket, string name, ReadOnlyMemory<byte>? setting, CancellationToken cancellationToken)
    {
        while (true)
        {
            var rowKey = RowKeys.Setting(bucket.Id, name);
            var commit = new CommitBuilder().Require(CommitCondition.Exists(RowKeys.Fence(bucket.Id)));
            if (setting is { } present) commit.Put(rowKey, SettingCodec.Encode(rowKey, present.Span));
            else commit.Delete(rowKey);
            if ((await Store.CommitAsync(commit.Build(), cancellationToken)).IsApplied) return true;
            if (!await _fences.TryFenceAsync(bucket.Id, databases.Catalog, cancellationToken)) return false;
        }
    }

    private async ValueTask<bool> TryCommitAsync(BucketRow bucket, Row row, BucketRules rules, CancellationToken cancellationToken)
    {
        var changed = bucket with
        {
            Bucket = bucket.Bucket with { Rules = rules },
            RulesGeneration = bucket.RulesGeneration + 1,
            RulesAreSettled = false,
        };
        return (await Store.CommitAsync(BucketRows.Replace(row, changed).Build(), cancellationToken)).IsApplied;
    }
}
