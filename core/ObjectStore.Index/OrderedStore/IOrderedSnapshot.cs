using ObjectStore.Core.Errors;

namespace ObjectStore.Index.OrderedStore;

/// <summary>One consistent state of a store over any number of scans: all commits acknowledged before it was opened, none that began after.</summary>
/// <remarks>
/// Thread-safe. Scans throw as those of <see cref="IOrderedStore"/> do; after IndexUnavailable the snapshot is lost and a new one has to be opened.
/// <para>
/// An open snapshot costs the store something until it is disposed, so its owner bounds its life. SQLite: the log cannot be started anew and grows
/// by all that is committed meanwhile. PostgreSQL: a connection, and vacuum removes no row version that is newer than the snapshot.
/// In memory: a copy of the list of rows.
/// </para>
/// </remarks>
public interface IOrderedSnapshot : IAsyncDisposable
{
    /// <summary>The first rows of a range, in key order.</summary>
    /// <param name="range">Where to look.</param>
    /// <param name="limit">1 to <see cref="OrderedStoreLimits.ScanRowsMax"/>; fewer rows mean that the range holds no more.</param>
    /// <param name="cancellationToken">Stops the scan; the snapshot stays open.</param>
    /// <exception cref="StorageException">IndexUnavailable, also after the snapshot or its store was disposed; CorruptIndex.</exception>
    ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, CancellationToken cancellationToken);
}
