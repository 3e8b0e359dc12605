using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Postgres;

/// <summary>The distributed engine: a schema of a PostgreSQL database, which any number of processes use at once.</summary>
/// <remarks>
/// Commits are grouped, and judged and applied by a function on the server, one round trip a group; reads run over a bounded pool of connections, those of keys together where many arrive at once.
/// Survives restarts and failovers of the server without a restart of its own. Format: docs/format/index.md; server: docs/operations/postgresql.md.
/// </remarks>
public sealed class PostgresOrderedStore : IOrderedStore
{
    private readonly PostgresConnector _connector;
    private readonly CommitQueue _queue;
    private readonly PostgresWriter[] _writers;
    private readonly PostgresReaderPool _readers;
    private readonly PostgresReads _reads;
    private readonly PostgresSnapshots _snapshots;
    private readonly TimeSpan _commitTimeout;
    private int _isDisposed;

    private PostgresOrderedStore(PostgresOptions options, PostgresConnector connector, PostgresServer server, StoreIdentity identity)
    {
        Server = server;
        _connector = connector;
        _commitTimeout = options.CommitTimeout;
        _queue = new CommitQueue(options);
        _readers = new PostgresReaderPool(options, connector, identity.QuotedSchema);
        _reads = new PostgresReads(options, _readers);
        _snapshots = new PostgresSnapshots(options, connector, identity.QuotedSchema);
        _writers = [.. Enumerable.Range(0, options.WritersMax).Select(_ => new PostgresWriter(options, connector, _queue, identity))];
    }

    /// <summary>The server as it was when the store was opened.</summary>
    public PostgresServer Server { get; }

    /// <summary>Commits that wait for a writer now.</summary>
    public int QueueDepth => _queue.Count;

    /// <summary>Connects, and makes or raises the schema; waits for a server that cannot be reached.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="StorageException">
    /// Refused, with a line that says what to do: wrong password, another program's or a newer schema, a server that does not flush or is too old.
    /// IndexUnavailable after <see cref="PostgresOptions.OpenTimeout"/>.
    /// </exception>
    public static async Task<PostgresOrderedStore> OpenAsync(PostgresOptions options, CancellationToken cancellationToken)
    {
        options.Check();
        var connector = new PostgresConnector(options);
        var deadline = Deadline.After(options.OpenTimeout);
        var backoff = default(Backoff);
        try
        {
            while (true)
            {
                try
                {
                    return await OpenOnceAsync(options, connector, cancellationToken);
                }
                catch (StorageException exception) when (exception.Code == StorageErrorCode.IndexUnavailable && !deadline.HasPassed)
                {
                    await backoff.WaitAsync(deadline, cancellationToken);
                }
            }
        }
        catch
        {
            await connector.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        CommitRules.CheckKey(key);
        return _reads.ReadAsync(key, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys) CommitRules.CheckKey(key);
        return _reads.ReadAsync(keys, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken)
    {
        CommitRules.CheckScanLimit(limit);
        return _readers.UseAsync(
            static (reader, scan, cancel) => reader.ScanAsync(scan.range, scan.limit, scan.reverse, cancel), (range, limit, reverse), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        CommitRules.Check(commit);
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new PendingCommit(commit, cancellationToken);
        _queue.Add(pending);
        return WaitAsync(pending, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<IOrderedSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) => await _snapshots.OpenAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken) =>
        _readers.UseAsync(static (reader, _, cancel) => reader.ReadClockAsync(cancel), 0, cancellationToken);

    /// <summary>Finishes the commits that are queued, as long as they may wait, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        _queue.Close();
        var writing = Task.WhenAll(_writers.Select(writer => writer.WaitForEndAsync()));
        await Task.WhenAny(writing, Task.Delay(_commitTimeout));
        await _snapshots.DisposeAsync();
        await _readers.DisposeAsync();
        if (writing.IsCompletedSuccessfully) _queue.Dispose();
        await _connector.DisposeAsync();
    }

    /// <summary>A writer may be stuck on a server that hangs or waits for its replicas; its connection cannot be given up without cancelling the commit.</summary>
    private async ValueTask<CommitResult> WaitAsync(PendingCommit pending, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(static state => ((PendingCommit)state!).Withdraw(), pending);
        try
        {
            return await pending.Task.WaitAsync(_commitTimeout, CancellationToken.None);
        }
        catch (TimeoutException exception)
        {
            pending.Withdraw();
            _ = pending.Task.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new StorageException(StorageErrorCode.IndexUnavailable, "The index did not answer in time; the commit may still be applied.", exception);
        }
    }

    private static async Task<PostgresOrderedStore> OpenOnceAsync(PostgresOptions options, PostgresConnector connector, CancellationToken cancellationToken)
    {
        var schema = new PostgresSchema(options.Schema);
        await using var connection = await connector.ConnectAsync(cancellationToken);
        try
        {
            await schema.PrepareAsync(connection, cancellationToken);
            var lockSeed = await connection.QueryAsync<long>($"SELECT lock_seed FROM {schema.Quoted}.store", cancellationToken);
            // Writers of processes that ended long ago; none of them can still have a commit under way.
            await connection.ExecuteAsync($"DELETE FROM {schema.Quoted}.writers WHERE used_at < now() - interval '7 days'", cancellationToken);
            return new PostgresOrderedStore(options, connector, connection.Server, new StoreIdentity(schema.Quoted, lockSeed));
        }
        catch (Exception exception) when (PostgresFailure.IsFailure(exception))
        {
            throw PostgresFailure.Create(exception);
        }
    }
}
