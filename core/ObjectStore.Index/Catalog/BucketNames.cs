using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Index.Catalog;

/// <summary>Finds buckets by their ids, for people who look at the keymap. Thread-safe; reads throw as the stores do.</summary>
public sealed class BucketNames(IndexDatabases databases)
{
    private readonly BucketRows _rows = new(databases.Catalog);

    /// <summary>The bucket with this id, or null when there is none (any more).</summary>
    public async ValueTask<BucketRecord?> FindAsync(BucketId id, CancellationToken cancellationToken) =>
        await _rows.ReadAsync(id, cancellationToken) is { } found ? found.Bucket.Bucket : null;
}
