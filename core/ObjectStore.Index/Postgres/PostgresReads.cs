using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Postgres;

/// <summary>
/// Reads of keys. While few are under way, each has a statement of its own; what arrives meanwhile is read together by the next statement, so that a busy store pays for one round trip
/// for many requests. Where statements take long, more run beside one another.
/// </summary>
/// <remarks>
/// Thread-safe. Invariants: reads wait only while statements are under way, and for longer than <see cref="Patience"/> only while as many are as there may be; at most
/// <see cref="PostgresOptions.ReadersMax"/> are. A statement begins after all reads that it answers, so that it sees every commit that was acknowledged before they began.
/// </remarks>
internal sealed class PostgresReads(PostgresOptions options, PostgresReaderPool readers)
{
    /// <summary>Reads for which, when they wait, another statement begins at once: a guess.</summary>
    private const int WaitingForAnother = 16;

    /// <summary>Keys of one statement, unless one read alone has more.</summary>
    private const int GroupKeysMax = 256;

    /// <summary>Reads that wait: a few for each request that a gateway works on.</summary>
    private const int WaitingMax = 16 << 10;

    /// <summary>A read that nobody has taken for so long gets a statement: those under way hang, or read much. Usual ones take a millisecond or two.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    /// <summary>Statements that do not wait for others: of 2 and 4 this cost less processor time (64 connections, PostgreSQL on the same machine).</summary>
    private readonly int _statementsMin = Math.Min(2, options.ReadersMax);

    private readonly Lock _lock = new();
    private readonly Queue<PendingRead> _waiting = new();
    private int _running;

    /// <summary>The row, or null.</summary>
    /// <param name="key">Not changed any more, also when the caller gives up waiting.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StorageException">As <see cref="PostgresReaderPool.UseAsync"/> throws; Overloaded also when too many wait.</exception>
    public ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => TryWait([key], out var pending)
        ? FirstAsync(WaitAsync(pending, cancellationToken))
        : ReadAloneAsync(static (reader, key, cancel) => reader.ReadAsync(key, cancel), key, cancellationToken);

    /// <summary>The rows of several keys from one snapshot; otherwise as for one.</summary>
    public ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) => TryWait(keys, out var pending)
        ? WaitAsync(pending, cancellationToken)
        : ReadAloneAsync(static (reader, keys, cancel) => reader.ReadAsync(keys, cancel), keys, cancellationToken);

    /// <summary>Queues a read where enough statements are under way; otherwise the caller runs one itself.</summary>
    private bool TryWait(IReadOnlyList<ReadOnlyMemory<byte>> keys, out PendingRead pending)
    {
        pending = null!;
        lock (_lock)
        {
            if (_running < _statementsMin)
            {
                _running++;
                return false;
            }

            if (_waiting.Count >= WaitingMax) throw new StorageException(StorageErrorCode.Overloaded, "Too many reads wait for the index.");
            _waiting.Enqueue(pending = new PendingRead(keys));
            if (_waiting.Count < WaitingForAnother || _running >= options.ReadersMax) return true;
            _running++;
        }

        Begin();
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
            Task patient = pending.Task.WaitAsync(Patience, cancellationToken);
            await patient.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (!pending.Task.IsCompleted && !pending.IsTaken && !cancellationToken.IsCancellationRequested) BeginAnother();
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

    /// <summary>For a read that has waited for long.</summary>
    private void BeginAnother()
    {
        lock (_lock)
        {
            if (_running >= options.ReadersMax) return;
            _running++;
        }

        Begin();
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

        Begin();
    }

    /// <summary>Answers those that wait, on a thread of the pool and in nobody's context.</summary>
    private void Begin() => ThreadPool.UnsafeQueueUserWorkItem(static reads => _ = reads.AnswerAllAsync(), this, preferLocal: false);

    private async Task AnswerAllAsync()
    {
        while (TakeGroup() is { } group) await AnswerAsync(group);
    }

    /// <summary>Those that have waited longest; null, and a statement less is under way, when nobody waits.</summary>
    private List<PendingRead>? TakeGroup()
    {
        var (group, keyCount) = (new List<PendingRead>(), 0);
        lock (_lock)
        {
            while (_waiting.TryPeek(out var pending) && (group.Count == 0 || keyCount + pending.Keys.Count <= GroupKeysMax))
            {
                _waiting.Dequeue();
                if (pending.IsAbandoned) continue;
                pending.Take();
                group.Add(pending);
                keyCount += pending.Keys.Count;
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
            foreach (var key in group.SelectMany(static pending => pending.Keys))
            {
                if (places.TryAdd(key, keys.Count)) keys.Add(key);
            }

            // Not cut off with one of the callers, for the others still wait.
            var rows = await readers.UseAsync(static (reader, keys, cancel) => reader.ReadAsync(keys, cancel), keys, CancellationToken.None);
            foreach (var pending in group) pending.Answer(rows, places);
        }
        catch (StorageException exception) when (group.Count > 1 && exception.InnerException is { } inner && PostgresFailure.IsRefusal(inner))
        {
            // The server answers, and does not like something: what one row is to blame for must not fail the others.
            foreach (var pending in group.Where(static each => !each.IsAbandoned)) await AnswerAsync([pending]);
        }
        catch (Exception exception)
        {
            // Whatever it is, those who wait are told.
            var failure = exception as StorageException ?? new StorageException(StorageErrorCode.IndexUnavailable, $"The index cannot be read: {exception.Message}", exception);
            foreach (var pending in group) pending.Fail(failure);
        }
    }
}
