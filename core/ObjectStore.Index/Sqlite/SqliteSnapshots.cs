using ObjectStore.Core.Errors;

namespace ObjectStore.Index.Sqlite;

/// <summary>The snapshots that are open. Their connections are not among those of the reader pool, so that a long one takes nothing from readers.</summary>
/// <remarks>Thread-safe. Invariant: at most <see cref="SqliteOptions.SnapshotsMax"/> are open.</remarks>
internal sealed class SqliteSnapshots(SqliteOptions options) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<SqliteSnapshot> _open = [];
    private bool _isClosed;

    /// <summary>Opens a snapshot of the newest commit.</summary>
    /// <exception cref="StorageException">Overloaded at the bound; IndexUnavailable after closing.</exception>
    public SqliteSnapshot Open()
    {
        lock (_lock)
        {
            if (_isClosed) throw new StorageException(StorageErrorCode.IndexUnavailable, "The index is closed.");
            if (_open.Count >= options.SnapshotsMax) throw new StorageException(StorageErrorCode.Overloaded, "Too many snapshots of the index are open.");
            var snapshot = new SqliteSnapshot(SqliteReader.OpenSnapshot(options), this);
            _open.Add(snapshot);
            return snapshot;
        }
    }

    /// <summary>Takes a snapshot that has closed off the list.</summary>
    public void Remove(SqliteSnapshot snapshot)
    {
        lock (_lock) _open.Remove(snapshot);
    }

    /// <summary>Closes all; their owners get IndexUnavailable.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (var snapshot in _open) snapshot.Close();
            _open.Clear();
        }
    }
}
