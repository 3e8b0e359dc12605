using ObjectStore.Core.Errors;

namespace ObjectStore.Index.Postgres;

/// <summary>Lends connections that read, the one used last first, and reads again over a new one when a connection breaks.</summary>
/// <remarks>Thread-safe. Invariant: connections that are lent or idle are at most <see cref="PostgresOptions.ReadersMax"/>.</remarks>
internal sealed class PostgresReaderPool(PostgresOptions options, PostgresConnector connector, string schema) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(options.ReadersMax);
    private readonly Lock _lock = new();
    private readonly Stack<PostgresReader> _idle = new();
    private bool _isClosed;

    /// <summary>Lends a connection to <paramref name="read"/>, which changes nothing and may run more than once.</summary>
    /// <exception cref="StorageException">IndexUnavailable or Overloaded after <see cref="PostgresOptions.ReadTimeout"/>; what the server answers.</exception>
    public async ValueTask<T> UseAsync<TArgument, T>(
        Func<PostgresReader, TArgument, CancellationToken, Task<T>> read, TArgument argument, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var deadline = Deadline.After(options.ReadTimeout);
        if (!await _free.WaitAsync(options.ReadTimeout, cancellationToken))
        {
            throw new StorageException(StorageErrorCode.Overloaded, "Too many reads wait for the index.");
        }

        try
        {
            var backoff = default(Backoff);
            while (true)
            {
                try
                {
                    return await UseOnceAsync(read, argument, deadline, cancellationToken);
                }
                catch (Exception exception) when (PostgresFailure.IsFailure(exception))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (deadline.HasPassed || !PostgresFailure.IsTransient(exception)) throw PostgresFailure.Create(exception);
                }
                catch (StorageException exception) when (exception.Code == StorageErrorCode.IndexUnavailable && !deadline.HasPassed && !IsClosed())
                {
                    // No connection, which the backoff may cure.
                }

                await backoff.WaitAsync(deadline, cancellationToken);
            }
        }
        finally
        {
            _free.Release();
        }
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
        await DropIdleAsync();
    }

    private async Task<T> UseOnceAsync<TArgument, T>(
        Func<PostgresReader, TArgument, CancellationToken, Task<T>> read, TArgument argument, Deadline deadline, CancellationToken cancellationToken)
    {
        var reader = TakeIdle() ?? await PostgresReader.OpenAsync(connector, schema, deadline, cancellationToken);
        var isHealthy = false;
        try
        {
            var result = await read(reader, argument, cancellationToken);
            isHealthy = true;
            return result;
        }
        catch (Exception exception) when (PostgresFailure.IsFailure(exception) && !PostgresFailure.IsRefusal(exception))
        {
            // What broke this connection has likely broken those that are idle, too.
            await DropIdleAsync();
            throw;
        }
        finally
        {
            if (isHealthy) lock (_lock) _idle.Push(reader);
            else await reader.DisposeAsync();
        }
    }

    private PostgresReader? TakeIdle()
    {
        lock (_lock)
        {
            if (_isClosed) throw new StorageException(StorageErrorCode.IndexUnavailable, "The index is closed.");
            return _idle.TryPop(out var reader) ? reader : null;
        }
    }

    private bool IsClosed()
    {
        lock (_lock) return _isClosed;
    }

    private async Task DropIdleAsync()
    {
        PostgresReader[] dropped;
        lock (_lock)
        {
            dropped = [.. _idle];
            _idle.Clear();
        }

        foreach (var reader in dropped) await reader.DisposeAsync();
    }
}
