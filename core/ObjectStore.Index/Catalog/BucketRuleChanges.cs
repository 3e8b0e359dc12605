using ObjectStore.Core.Errors;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Catalog;

/// <summary>Reads and changes the rules of buckets; docs/format/index.md §8.</summary>
/// <remarks>
/// They lie in the bucket row and in all fences. A change is first committed to the row as unsettled, then put into the fences, then settled. Whoever asks for
/// the rules in force, or changes them, ends that change first. Nobody else does: a database that is down would make the bucket unreadable in all others.
/// </remarks>
internal sealed class BucketRuleChanges(IndexDatabases databases, TimeProvider time)
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(15);

    private readonly BucketRows _rows = new(databases.Catalog);
    private readonly BucketDocuments _documents = new(databases.Catalog);
    private readonly BucketFences _fences = new(databases, time);

    private IOrderedStore Store => databases.Catalog.Store;

    /// <summary>The bucket with rules that are in force, or null.</summary>
    public async ValueTask<BucketRecord?> GetBucketInForceAsync(string name, CancellationToken cancellationToken)
    {
        while (await _rows.ReadAsync(name, cancellationToken) is { } found)
        {
            if (found.Bucket.Bucket.RulesAreInForce) return found.Bucket.Bucket;
            await _fences.SettleAsync(found.Bucket, found.Row, cancellationToken);
        }

        return null;
    }

    /// <exception cref="StorageException">Overloaded when a deletion of the bucket is not decided in time.</exception>
    public async ValueTask<BucketRecord?> ChangeRulesAsync(BucketRecord bucket, Func<BucketRules, BucketDocumentSet, BucketRules?> change, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (await _rows.ReadAsync(bucket.Name, cancellationToken) is { } found && found.Bucket.Bucket.Id == bucket.Id)
        {
            if (time.GetElapsedTime(started) > WaitMax) throw new StorageException(StorageErrorCode.Overloaded, "Another change of the bucket is not decided.");
            if (found.Bucket.State == BucketState.Deleting)
            {
                await _fences.WaitOrReopenAsync(found.Bucket, found.Row, cancellationToken);
            }
            else if (!found.Bucket.Bucket.RulesAreInForce)
            {
                await _fences.SettleAsync(found.Bucket, found.Row, cancellationToken);
            }
            else
            {
                var (documents, documentsRow) = await _documents.ReadAsync(bucket, cancellationToken);
                if (change(found.Bucket.Bucket.Rules, documents) is not { } rules || rules == found.Bucket.Bucket.Rules) return found.Bucket.Bucket;
                if (await TryCommitAsync(found.Bucket, found.Row, documentsRow, rules, cancellationToken))
                    return await GetBucketInForceAsync(bucket.Name, cancellationToken) is { } changed && changed.Id == bucket.Id ? changed : null;
            }
        }

        return null;
    }

    private async ValueTask<bool> TryCommitAsync(BucketRow bucket, Row row, Row? documentsRow, BucketRules rules, CancellationToken cancellationToken)
    {
        var changed = bucket with
        {
            Bucket = bucket.Bucket with { Rules = rules, RulesAreInForce = false },
            RulesGeneration = bucket.RulesGeneration + 1,
        };
        var commit = BucketRows.Replace(row, changed).RequireUnchanged(RowKeys.BucketDocuments(bucket.Bucket.Name), documentsRow);
        return (await Store.CommitAsync(commit.Build(), cancellationToken)).IsApplied;
    }
}
