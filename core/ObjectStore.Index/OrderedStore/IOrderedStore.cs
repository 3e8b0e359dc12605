using ObjectStore.Core.Errors;

namespace ObjectStore.Index.OrderedStore;

/// <summary>
/// The one seam to a database: rows of bytes, ordered by unsigned bytes, with atomic conditional commits. Linearizable: a read that starts
/// after a commit was acknowledged sees it.
/// </summary>
/// <remarks>
/// All members are thread-safe and throw <see cref="StorageException"/> with IndexUnavailable, IndexFull, CorruptIndex or Overloaded, and
/// <see cref="ArgumentException"/> for what is outside <see cref="OrderedStoreLimits"/>. A commit that ends with IndexUnavailable may have been
/// applied or not, and may still turn out to be after a restart; after every other failure, and after a cancellation, nothing was changed.
/// </remarks>
public interface IOrderedStore : IAsyncDisposable
{
    /// <summary>The row with this key, or null.</summary>
    /// <param name="key">Borrowed until the call completes; after a failure or a cancellation it must not be changed, for it may still be sent.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>The rows of these keys, in their order, null where there is none; all from one snapshot.</summary>
    /// <param name="keys">As for one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken);

    /// <summary>The first rows of a range, in key order or in reverse, from one snapshot.</summary>
    /// <param name="range">Where to look.</param>
    /// <param name="limit">1 to <see cref="OrderedStoreLimits.ScanRowsMax"/>; fewer rows mean that the range holds no more.</param>
    /// <param name="reverse">From the end of the range downwards.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken);

    /// <summary>Applies a commit if its conditions hold; durable when it completes as applied.</summary>
    /// <param name="commit">Its memory is borrowed until the call completes; after IndexUnavailable it must not be changed, for it may still be sent.</param>
    /// <param name="cancellationToken">Stops waiting in the queue; a commit that has begun is finished.</param>
    ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken);

    /// <summary>Opens a snapshot of the newest state; the caller disposes it soon, see <see cref="IOrderedSnapshot"/> for what it costs.</summary>
    /// <exception cref="StorageException">Overloaded when as many are open as the engine allows.</exception>
    ValueTask<IOrderedSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken);

    /// <summary>What the clock of the database's server shows; null where the engine runs in this process and has no other clock than it.</summary>
    ValueTask<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken) => new(default(DateTimeOffset?));
}
