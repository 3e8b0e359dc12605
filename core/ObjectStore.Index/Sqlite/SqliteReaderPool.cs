using ObjectStore.Core.Errors;

namespace ObjectStore.Index.Sqlite;

/// <summary>Lends read-only connections, the one used last first, because its cache is warm. Opens them when they are first needed.</summary>
/// <remarks>Thread-safe. Invariant: connections that are lent or idle are at most <see cref="SqliteOptions.ReadersMax"/>.</remarks>
internal sealed class SqliteReaderPool(SqliteOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(options.ReadersMax);
    private readonly Lock _lock = new();
    private readonly Stack<SqliteReader> _idle = new();
    private bool _isClosed;

    /// <summary>Lends a connection to <paramref name="read"/>, on the caller's thread unless all are lent.</summary>
    public ValueTask<T> UseAsync<TArgument, T>(Func<SqliteReader, TArgument, T> read, TArgument argument, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
#pragma warning disable VSTHRD103 // A wait of 0 ms does not block.
        var isFree = _free.Wait(0, CancellationToken.None);
#pragma warning restore VSTHRD103
        return isFree ? new ValueTask<T>(Use(read, argument)) : UseLaterAsync(read, argument, cancellationToken);
    }

    /// <summary>Waits for those that are lent and closes all.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isClosed) return;
            _isClosed = true;
        }

        for (var i = 0; i < options.ReadersMax; i++) await _free.WaitAsync();
        _free.Release(options.ReadersMax);
        foreach (var reader in _idle) reader.Dispose();
    }

    private async ValueTask<T> UseLaterAsync<TArgument, T>(Func<SqliteReader, TArgument, T> read, TArgument argument, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return Use(read, argument);
    }

    private T Use<TArgument, T>(Func<SqliteReader, TArgument, T> read, TArgument argument)
    {
        SqliteReader? reader = null;
        var isHealthy = false;
        try
        {
            reader = Take();
            var result = read(reader, argument);
            isHealthy = true;
            return result;
        }
        finally
        {
            if (isHealthy) lock (_lock) _idle.Push(reader!);
            else reader?.Dispose();
            _free.Release();
        }
    }

    private SqliteReader Take()
    {
        lock (_lock)
        {
            if (_isClosed) throw new StorageException(StorageErrorCode.IndexUnavailable, "The index is closed.");
            if (_idle.TryPop(out var reader)) return reader;
        }

        return SqliteReader.Open(options);
    }
}
