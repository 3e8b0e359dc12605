using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Catalog;

/// <summary>Removes the tombstones of buckets that have been gone for long: nobody can still be about to put a fence in their place.</summary>
internal sealed class TombstoneRemoval(IndexDatabases databases, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    private const int PageRows = 1_000;

    private readonly BucketRows _buckets = new(databases.Catalog);

    /// <summary>Looks through all databases; those that do not answer are left for another time. Gives how many were removed.</summary>
    public async ValueTask<int> RunAsync(CancellationToken cancellationToken)
    {
        // The catalog's last: its tombstones give the names of the buckets that the others are of.
        var removed = 0;
        foreach (var database in databases.All.Where(database => database != databases.Catalog).Append(databases.Catalog))
        {
            try
            {
                removed += await RunAsync(database.Store, cancellationToken);
            }
            catch (StorageException exception) when (exception.Code == StorageErrorCode.IndexUnavailable && database != databases.Catalog)
            {
                return removed;
            }
        }

        return removed;
    }

    private async ValueTask<int> RunAsync(IOrderedStore store, CancellationToken cancellationToken)
    {
        var removed = 0;
        var range = RowKeys.AllOf(RowFamily.Tombstone);
        while (true)
        {
            var rows = await store.ScanAsync(range, PageRows, reverse: false, cancellationToken);
            foreach (var row in rows)
            {
                if (!Tombstone.TryDecode(row, out var tombstone)) throw CorruptRow.Of(row.Key.Span);
                if (time.GetUtcNow() - tombstone.At < KeptFor || await IsThereAsync(tombstone.Name, RowKeys.BucketOf(row.Key.Span), cancellationToken)) continue;
                await RemoveQuotaAsync(store, RowKeys.BucketOf(row.Key.Span), cancellationToken);
                var result = await store.CommitAsync(new CommitBuilder().RequireUnchanged(row.Key, row).Delete(row.Key).Build(), cancellationToken);
                if (result.IsApplied) removed++;
            }

            if (rows.Count < PageRows) return removed;
            range = range with { Start = RowKeys.Next(rows[^1].Key.Span) };
        }
    }

    /// <summary>Nobody writes to the bucket any more, so that nobody changes the rows of its quota.</summary>
    private static async ValueTask RemoveQuotaAsync(IOrderedStore store, BucketId bucket, CancellationToken cancellationToken)
    {
        while (await store.ScanAsync(RowKeys.QuotaOf(bucket), PageRows, reverse: false, cancellationToken) is { Count: > 0 } rows)
        {
            var commit = new CommitBuilder();
            foreach (var row in rows) commit.Delete(row.Key);
            await store.CommitAsync(commit.Build(), cancellationToken);
        }
    }

    private async ValueTask<bool> IsThereAsync(string name, BucketId id, CancellationToken cancellationToken) =>
        await _buckets.ReadAsync(name, cancellationToken) is { } found && found.Bucket.Bucket.Id == id;
}
