using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Catalog;

/// <summary>Puts fences of buckets into databases and takes them away; the bucket row decides. docs/format/index.md §8.</summary>
/// <remarks>
/// Invariants: a database has a fence of a bucket only if the bucket row names the database; while the bucket row says deleting, no fence appears
/// in a database that has the deletion's tombstone.
/// </remarks>
internal sealed class BucketFences(IndexDatabases databases, TimeProvider time)
{
    /// <summary>A deletion takes far less, so that one as old as this has lost its process; the bucket becomes active again.</summary>
    private static readonly TimeSpan DeletionMax = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly BucketRows _rows = new(databases.Catalog);

    /// <summary>For a writer that found no fence: puts it where it belongs, after waiting for a deletion that is under way.</summary>
    /// <returns>Whether it is there now; false when the bucket is gone.</returns>
    /// <exception cref="StorageException">Overloaded when that is not decided in time.</exception>
    public async ValueTask<bool> TryFenceAsync(BucketId id, IndexDatabase database, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (await _rows.ReadAsync(id, cancellationToken) is { } found)
        {
            if (time.GetElapsedTime(started) > WaitMax) throw new StorageException(StorageErrorCode.Overloaded, "The deletion of the bucket is not decided.");
            var (bucket, row) = found;
            if (bucket.State == BucketState.Deleting)
            {
                await WaitOrReopenAsync(bucket, row, cancellationToken);
            }
            else if (!bucket.Databases.Contains(database.Name))
            {
                await CommitAsync(BucketRows.Replace(row, bucket with { Databases = [.. bucket.Databases, database.Name] }), cancellationToken);
            }
            else if (await TryOpenAsync(bucket, database, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Waits a moment for a deletion under way, or takes it back when it looks abandoned.</summary>
    public async ValueTask WaitOrReopenAsync(BucketRow bucket, Row row, CancellationToken cancellationToken)
    {
        if ((time.GetUtcNow() - bucket.ChangedAt).Duration() > DeletionMax) await ReopenAsync(bucket, row, cancellationToken);
        else await Task.Delay(Poll, time, cancellationToken);
    }

    /// <summary>Ends a deletion: the bucket is active and its fences are back.</summary>
    public async ValueTask ReopenAsync(BucketRow bucket, Row row, CancellationToken cancellationToken)
    {
        var active = bucket with { State = BucketState.Active, Generation = bucket.Generation + 1, ChangedAt = time.GetUtcNow() };
        if (!await CommitAsync(BucketRows.Replace(row, active), cancellationToken)) return;
        foreach (var database in DatabasesOf(active)) await TryOpenAsync(active, database, cancellationToken);
    }

    /// <summary>The databases that may have a fence. One that is no longer declared has been emptied: it has no partition in which to write.</summary>
    public IEnumerable<IndexDatabase> DatabasesOf(BucketRow bucket) => bucket.Databases.Where(databases.Contains).Select(databases.Get);

    /// <summary>Replaces the fence in a database by the tombstone of a deletion.</summary>
    public async ValueTask CloseAsync(BucketRow bucket, IndexDatabase database, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (commit, generation) = await BeginAsync(bucket, database, cancellationToken);
            if (generation >= bucket.Generation) return;
            AddClosing(commit, bucket);
            if ((await database.Store.CommitAsync(commit.Build(), cancellationToken)).IsApplied) return;
        }
    }

    /// <summary>Adds to a commit what replaces the fence by a tombstone.</summary>
    public void AddClosing(CommitBuilder commit, BucketRow bucket)
    {
        var rowKey = RowKeys.Tombstone(bucket.Bucket.Id);
        commit.Delete(RowKeys.Fence(bucket.Bucket.Id)).Put(rowKey, new Tombstone(bucket.Bucket.Name, bucket.Generation, time.GetUtcNow()).Encode(rowKey));
    }

    /// <summary>Gives the fence of each database the rules of the bucket row, unless it has later ones. A fence that a deletion took away gets them when it comes back.</summary>
    public async ValueTask SettleAsync(BucketRow bucket, Row row, CancellationToken cancellationToken)
    {
        foreach (var database in DatabasesOf(bucket))
        {
            while (!await TryOpenAsync(bucket, database, cancellationToken))
            {
                var (_, generation) = await BeginAsync(bucket, database, cancellationToken);
                if (generation >= bucket.Generation && generation > 0) break;
            }
        }

        await CommitAsync(BucketRows.Replace(row, bucket with { Bucket = bucket.Bucket with { RulesAreInForce = true } }), cancellationToken);
    }

    /// <summary>Puts the fence into a database, or rules into the fence that is there; false when a later deletion has its tombstone there, or another was faster.</summary>
    private static async ValueTask<bool> TryOpenAsync(BucketRow bucket, IndexDatabase database, CancellationToken cancellationToken)
    {
        var (commit, generation) = await BeginAsync(bucket, database, cancellationToken);
        if (generation >= bucket.Generation && generation > 0) return false;
        var fence = RowKeys.Fence(bucket.Bucket.Id);
        var present = await database.Store.ReadAsync(fence, cancellationToken);
        if (present is { } row)
        {
            if (!BucketCodec.TryDecodeFence(row, out var decoded)) throw CorruptRow.Of(row);
            if (decoded.RulesGeneration >= bucket.RulesGeneration) return true;
        }

        commit.RequireUnchanged(fence, present);
        commit.Delete(RowKeys.Tombstone(bucket.Bucket.Id)).Put(fence, BucketCodec.EncodeFence(fence, bucket));
        return (await database.Store.CommitAsync(commit.Build(), cancellationToken)).IsApplied;
    }

    /// <summary>A commit that requires the tombstone as it is now, and that tombstone's generation, 0 without one.</summary>
    private static async ValueTask<(CommitBuilder Commit, ulong Generation)> BeginAsync(BucketRow bucket, IndexDatabase database, CancellationToken cancellationToken)
    {
        var rowKey = RowKeys.Tombstone(bucket.Bucket.Id);
        var row = await database.Store.ReadAsync(rowKey, cancellationToken);
        var commit = new CommitBuilder().RequireUnchanged(rowKey, row);
        if (row is not { } present) return (commit, 0);
        return Tombstone.TryDecode(present, out var tombstone) ? (commit, tombstone.Generation) : throw CorruptRow.Of(rowKey);
    }

    private async ValueTask<bool> CommitAsync(CommitBuilder commit, CancellationToken cancellationToken) =>
        (await databases.Catalog.Store.CommitAsync(commit.Build(), cancellationToken)).IsApplied;
}
