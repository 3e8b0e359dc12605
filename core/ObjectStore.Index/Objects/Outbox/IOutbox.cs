using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Objects.Outbox;

/// <summary>What waits to be told to others. Rows are put by <see cref="IObjectIndex.Announcing"/>; docs/events.md.</summary>
/// <remarks>Thread-safe; throws <see cref="Core.Errors.StorageException"/> as <see cref="IObjectIndex"/> does.</remarks>
public interface IOutbox
{
    /// <summary>A page of the outbox of a bucket, or of all buckets.</summary>
    /// <param name="bucket">The bucket; null for all.</param>
    /// <param name="cursor">Where the page before said to go on; empty for the beginning.</param>
    /// <param name="limit">Rows at most.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    ValueTask<OutboxPage> ListAsync(BucketId? bucket, ReadOnlyMemory<byte> cursor, int limit, CancellationToken cancellationToken);

    /// <summary>Removes entries that have been told, or given up. Those that are gone already are left.</summary>
    ValueTask RemoveAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellationToken);
}
