using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Sqlite;

/// <summary>A read transaction on a connection of its own. Scans run on the caller's thread, one at a time.</summary>
internal sealed class SqliteSnapshot(SqliteReader reader, SqliteSnapshots owner) : IOrderedSnapshot
{
    private readonly Lock _lock = new();
    private bool _isClosed;

    public ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, CancellationToken cancellationToken)
    {
        CommitRules.CheckScanLimit(limit);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_isClosed) throw new StorageException(StorageErrorCode.IndexUnavailable, "The snapshot is closed.");
            return new ValueTask<IReadOnlyList<Row>>(reader.Scan(range, limit, reverse: false));
        }
    }

    public ValueTask DisposeAsync()
    {
        Close();
        owner.Remove(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the transaction after the scan that runs; further scans fail.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (_isClosed) return;
            _isClosed = true;
            reader.Dispose();
        }
    }
}
