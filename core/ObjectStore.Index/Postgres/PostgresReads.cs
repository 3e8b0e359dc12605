using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Postgres;

/// <summary>
/// Reads of keys. While few are under way, each has a statement of its own; what arrives meanwhile is read together by the next statement, so that a busy store pays for one round trip
/// for many requests. Where disks are slow, and many wait, more statements run beside one another.
/// </summary>
/// <remarks>
/// Thread-safe. Invariants: reads wait only while at least <see cref="StatementsMin"/> statements are under way, and at most <see cref="PostgresOptions.ReadersMax"/> are; a statement
/// begins after all reads that it answers, so that it sees every commit that was acknowledged before they began. Whoever gives up waiting does not change the keys.
/// </remarks>
internal sealed class PostgresReads(PostgresOptions options, PostgresReaderPool readers)
{
    /// <summary>Statements that do not wait for others: of 2 and 4 this cost less processor time (64 connections, PostgreSQL on the same machine).</summary>
    private const int StatementsMin = 2;

    /// <summary>Guess: reads for which, when they wait, another statement begins.</summary>
    private const int WaitingForAnother = 16;

    /// <summary>Reads of one statement.</summary>
    private const int GroupMax = 64;

    /// <summary>Reads that wait: a few for each request that a gateway works on.</summary>
    private const int WaitingMax = 16 << 10;

    private readonly Lock _lock = new();
    private readonly Queue<PendingRead> _waiting = new();
    private int _running;

    /// <summary>The row, or null.</summary>
    /// <exception cref="StorageException">As <see cref="PostgresReaderPool.UseAsync"/> throws; Overloaded also when too many wait.</exception>
    public ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => TryWait([key], out var pending)
        ? FirstAsync(WaitAsync(pending, cancellationToken))
        : ReadAloneAsync(static (reader, key, cancel) => reader.ReadAsync(key, cancel), key, cancellationToken);

    /// <summary>The rows of several keys from one snapshot; throws as for one.</summary>
    public ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) => TryWait(keys, out var pending)
        ? WaitAsync(pending, cancellationToken)
        : ReadAloneAsync(static (reader, keys, cancel) => reader.ReadAsync(keys, cancel), keys, cancellationToken);

    /// <summary>Queues a read where enough statements are under way; otherwise the caller runs one itself.</summary>
    private bool TryWait(IReadOnlyList<ReadOnlyMemory<byte>> keys, out PendingRead pending)
    {
        pending = null!;
        lock (_lock)
        {
            if (_running < StatementsMin)
            {
                _running++;
                return false;
            }

            if (_waiting.Count >= WaitingMax) throw new StorageException(StorageErrorCode.Overloaded, "Too many reads wait for the index.");
            _waiting.Enqueue(pending = new PendingRead(keys));
            if (_waiting.Count < WaitingForAnother || _running >= options.ReadersMax) return true;
            _running++;
        }

        _ = Task.Run(AnswerAllAsync, CancellationToken.None);
        return true;
    }

    private async ValueTask<T> ReadAloneAsync<TArgument, T>(Func<PostgresReader, TArgument, CancellationToken, Task<T>> read, TArgument argument, CancellationToken cancellationToken)
    {
        try
        {
            return await readers.UseAsync(read, argument, cancellationToken);
        }
        finally
        {
            HandOn();
        }
    }

    private static async ValueTask<Row?> FirstAsync(ValueTask<IReadOnlyList<Row?>> rows) => (await rows)[0];

    private async ValueTask<IReadOnlyList<Row?>> WaitAsync(PendingRead pending, CancellationToken cancellationToken)
    {
        try
        {
            return await pending.Task.WaitAsync(options.ReadTimeout, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new StorageException(StorageErrorCode.IndexUnavailable, "The index did not answer in time.", exception);
        }
        finally
        {
            pending.Abandon();
        }
    }

    /// <summary>A statement has ended: those that wait get its place.</summary>
    private void HandOn()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _running--;
                return;
            }
        }

        _ = Task.Run(AnswerAllAsync, CancellationToken.None);
    }

    private async Task AnswerAllAsync()
    {
        while (TakeGroup() is { } group) await AnswerAsync(group);
    }

    /// <summary>Those that have waited longest; null, and a statement less is under way, when nobody waits.</summary>
    private List<PendingRead>? TakeGroup()
    {
        var group = new List<PendingRead>();
        lock (_lock)
        {
            while (group.Count < GroupMax && _waiting.TryDequeue(out var pending))
            {
                if (!pending.IsAbandoned) group.Add(pending);
            }

            if (group.Count > 0) return group;
            _running--;
            return null;
        }
    }

    /// <summary>Completes each of the group, whatever happens.</summary>
    private async Task AnswerAsync(List<PendingRead> group)
    {
        try
        {
            // Rows that most requests ask for, such as that of the partition, are read once.
            var keys = new List<ReadOnlyMemory<byte>>();
            var places = new Dictionary<ReadOnlyMemory<byte>, int>(KeyComparer.Instance);
            foreach (var pending in group)
            {
                foreach (var key in pending.Keys)
                {
                    if (places.TryAdd(key, keys.Count)) keys.Add(key);
                }
            }

            // Not cut off with one of the callers, for the others still wait.
            var rows = await readers.UseAsync(static (reader, keys, cancel) => reader.ReadAsync(keys, cancel), keys, CancellationToken.None);
            foreach (var pending in group) pending.TrySetResult([.. pending.Keys.Select(key => rows[places[key]] is { } row ? row with { Key = key } : default(Row?))]);
        }
        catch (StorageException exception) when (group.Count > 1 && exception.Code is not (StorageErrorCode.IndexUnavailable or StorageErrorCode.Overloaded))
        {
            // What one row is to blame for must not fail the others.
            foreach (var pending in group) await AnswerAsync([pending]);
        }
        catch (Exception exception)
        {
            // Whatever it is, those who wait are told.
            var failure = exception as StorageException ?? new StorageException(StorageErrorCode.IndexUnavailable, $"The index cannot be read: {exception.Message}", exception);
            foreach (var pending in group) pending.Fail(failure);
        }
    }
}
