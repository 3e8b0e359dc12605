using ObjectStore.Core.Errors;

namespace ObjectStore.Index.Postgres;

/// <summary>The snapshots that are open, beside the connections of the reader pool.</summary>
/// <remarks>Thread-safe. Invariant: at most <see cref="PostgresOptions.SnapshotsMax"/> are open or being opened.</remarks>
internal sealed class PostgresSnapshots(PostgresOptions options, PostgresConnector connector, string schema) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<PostgresSnapshot> _open = [];
    private int _opening;
    private bool _isClosed;

    /// <summary>Opens a snapshot of the newest commit.</summary>
    /// <exception cref="StorageException">Overloaded at the bound; IndexUnavailable, also after closing.</exception>
    public async Task<PostgresSnapshot> OpenAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_isClosed) throw Closed();
            if (_open.Count + _opening >= options.SnapshotsMax)
            {
                throw new StorageException(StorageErrorCode.Overloaded, "Too many snapshots of the index are open.");
            }

            _opening++;
        }

        PostgresReader? reader = null;
        try
        {
            reader = await PostgresReader.OpenAsync(connector, schema, Deadline.After(options.ReadTimeout), cancellationToken);
            await reader.BeginSnapshotAsync(cancellationToken);
            lock (_lock)
            {
                if (_isClosed) throw Closed();
                var snapshot = new PostgresSnapshot(reader, this);
                _open.Add(snapshot);
                reader = null;
                return snapshot;
            }
        }
        catch (Exception exception) when (PostgresFailure.IsFailure(exception))
        {
            throw PostgresFailure.Create(exception);
        }
        finally
        {
            lock (_lock) _opening--;
            if (reader is not null) await reader.DisposeAsync();
        }
    }

    /// <summary>Takes a snapshot that has closed off the list.</summary>
    public void Remove(PostgresSnapshot snapshot)
    {
        lock (_lock) _open.Remove(snapshot);
    }

    /// <summary>Closes all; their owners get IndexUnavailable.</summary>
    public async ValueTask DisposeAsync()
    {
        PostgresSnapshot[] open;
        lock (_lock)
        {
            _isClosed = true;
            open = [.. _open];
            _open.Clear();
        }

        foreach (var snapshot in open) await snapshot.CloseAsync();
    }

    private static StorageException Closed() => new(StorageErrorCode.IndexUnavailable, "The index is closed.");
}
