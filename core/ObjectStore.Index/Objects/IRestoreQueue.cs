namespace ObjectStore.Index.Objects;

/// <summary>The versions of all buckets that are being restored, or that have a restored copy; docs/storage-classes.md.</summary>
/// <remarks>Thread-safe; throws <see cref="Core.Errors.StorageException"/> as <see cref="IObjectIndex"/> does.</remarks>
public interface IRestoreQueue
{
    /// <summary>A page of them.</summary>
    /// <param name="cursor">Where the page before said to go on; empty for the beginning.</param>
    /// <param name="limit">Rows at most.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    ValueTask<RestorePage> ListAsync(ReadOnlyMemory<byte> cursor, int limit, CancellationToken cancellationToken);
}
