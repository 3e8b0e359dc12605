using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Sqlite;

/// <summary>The embedded engine: one SQLite file with a write-ahead log that is flushed before a commit is acknowledged.</summary>
/// <remarks>
/// Reads run on the caller's thread, over a pool of read-only connections; commits are grouped by one writer thread. One process at a time
/// may have the file open. Format: docs/format/index.md.
/// </remarks>
public sealed class SqliteOrderedStore : IOrderedStore
{
    private readonly FileStream _lockFile;
    private readonly SqliteWriter _writer;
    private readonly SqliteReaderPool _readers;
    private readonly SqliteSnapshots _snapshots;
    private int _isDisposed;

    private SqliteOrderedStore(FileStream lockFile, SqliteWriter writer, SqliteReaderPool readers, SqliteSnapshots snapshots)
    {
        _lockFile = lockFile;
        _writer = writer;
        _readers = readers;
        _snapshots = snapshots;
    }

    /// <summary>Commits that wait for the writer now.</summary>
    public int QueueDepth => _writer.QueueDepth;

    /// <summary>Opens the database, making it when absent; after a crash the log is replayed.</summary>
    /// <exception cref="StorageException">
    /// Refused: in use by another process, of another program or a newer release, or the SQLite library is missing. CorruptIndex, IndexUnavailable.
    /// </exception>
    public static SqliteOrderedStore Open(SqliteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var lockFile = Lock(options.Path);
        try
        {
            return new SqliteOrderedStore(lockFile, new SqliteWriter(options), new SqliteReaderPool(options), new SqliteSnapshots(options));
        }
        catch
        {
            lockFile.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        CommitRules.CheckKey(key);
        return _readers.UseAsync(static (reader, key) => reader.Read(key), key, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys) CommitRules.CheckKey(key);
        return _readers.UseAsync<IReadOnlyList<ReadOnlyMemory<byte>>, IReadOnlyList<Row?>>(static (reader, keys) => reader.Read(keys), keys, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken)
    {
        CommitRules.CheckScanLimit(limit);
        return _readers.UseAsync<(KeyRange Range, int Limit, bool Reverse), IReadOnlyList<Row>>(
            static (reader, scan) => reader.Scan(scan.Range, scan.Limit, scan.Reverse), (range, limit, reverse), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        CommitRules.Check(commit);
        return new ValueTask<CommitResult>(_writer.CommitAsync(commit, cancellationToken));
    }

    /// <inheritdoc />
    public ValueTask<IOrderedSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<IOrderedSnapshot>(_snapshots.Open());
    }

    /// <summary>Checks the structure of the database file; reads all of it.</summary>
    /// <returns>What is wrong, a line each; empty when nothing is.</returns>
    public async ValueTask<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken)
    {
        var lines = await _readers.UseAsync(static (reader, _) => reader.QuickCheck(), 0, cancellationToken);
        return lines is ["ok"] ? [] : lines;
    }

    /// <summary>Finishes the commits that are queued and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await Task.Run(_writer.Stop);
        _snapshots.Dispose();
        await _readers.DisposeAsync();
        _writer.Dispose();
        await _lockFile.DisposeAsync();
    }

    private static FileStream Lock(string path)
    {
        var fullPath = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(fullPath)!);
            return new FileStream(fullPath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageErrorCode.Refused, $"The index {fullPath} is in use by another process, or may not be opened.", exception);
        }
    }
}
