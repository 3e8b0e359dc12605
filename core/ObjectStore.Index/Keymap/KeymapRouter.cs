using System.Collections.Concurrent;
using ObjectStore.Core;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Heat;
using ObjectStore.Index.Keymap.Changes;

namespace ObjectStore.Index.Keymap;

/// <summary>
/// Finds the partition of a key from a cached keymap, and runs work on it again with a fresh one when the partition turns out to have been split, merged or
/// moved. Thread-safe; one for each process.
/// </summary>
public sealed class KeymapRouter(IndexDatabases databases, TimeProvider time)
{
    /// <summary>A frozen partition flips within milliseconds; one that stays frozen has lost its curator, and its move is taken back.</summary>
    private static readonly TimeSpan FrozenMax = TimeSpan.FromSeconds(2);

    /// <summary>After this a request gives up: Overloaded.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan BackoffMax = TimeSpan.FromMilliseconds(20);

    /// <summary>However many requests wait for a partition to settle, they look for news no more often than this.</summary>
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(2);

    private readonly SharedLoad<RoutingTable> _refresh = new();
    private readonly ConcurrentDictionary<string, SharedLoad<Partition[]>> _loads = new(StringComparer.Ordinal);
    private readonly PartitionHeats _heats = new();
    private volatile RoutingTable? _table;
    private long _loadedAt;

    /// <summary>The databases.</summary>
    public IndexDatabases Databases => databases;

    /// <summary>Ends the interval of all counters of requests and gives their numbers.</summary>
    /// <param name="reporter">Name of this process, as no other has it.</param>
    /// <param name="from">When the interval began: the end of the last one.</param>
    public HeatReport TakeHeat(string reporter, DateTimeOffset from) => HeatReport.Take(reporter, from, time.GetUtcNow(), _heats.TakeAll(_table?.Partitions ?? []));

    /// <summary>Runs work on the partition of a position; on another one when that is no longer its partition.</summary>
    /// <param name="position">Where.</param>
    /// <param name="state">Given to the work.</param>
    /// <param name="work">May be run several times; throws StaleEpoch when the partition is not what it was.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StorageException">Overloaded when the partition does not settle in time; otherwise as the work and the stores throw.</exception>
    internal async ValueTask<T> RunAsync<TState, T>(
        Position position, TState state, Func<Partition, TState, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var started = 0L;
        while (true)
        {
            var table = _table;
            try
            {
                table ??= await RefreshAsync(null, null, cancellationToken);
                return await work(await FindAsync(table, position, cancellationToken), state, cancellationToken);
            }
            catch (StorageException exception) when (exception.Code == StorageErrorCode.StaleEpoch)
            {
                started = started == 0 ? time.GetTimestamp() : started;
                await SettleAsync(table!, position, time.GetElapsedTime(started), cancellationToken);
            }
        }
    }

    /// <summary>The entries of the keymap as they are now.</summary>
    internal async ValueTask<IReadOnlyList<KeymapEntry>> ReadEntriesAsync(CancellationToken cancellationToken) =>
        [.. (await KeymapRows.ReadKeymapAsync(databases, time, cancellationToken)).Select(static pair => pair.Entry)];

    private async ValueTask<Partition> FindAsync(RoutingTable table, Position position, CancellationToken cancellationToken)
    {
        var entry = table.EntryOf(position);
        Partition? partition;
        while (!table.TryFind(position, entry, out partition)) await LoadAsync(table, entry.Database, cancellationToken);
        return partition is not null && IsServing(partition, entry)
            ? partition
            : throw new StorageException(StorageErrorCode.StaleEpoch, "The partition is on its way to another database.");
    }

    /// <summary>An incoming partition is the owner for who knows that the move has flipped: before that, no entry of the range had its epoch or a later one.</summary>
    private static bool IsServing(Partition partition, KeymapEntry entry) => partition.Record.State switch
    {
        PartitionState.Serving or PartitionState.Copying => true,
        PartitionState.Incoming => partition.Record.Epoch <= entry.Epoch,
        _ => false,
    };

    /// <summary>Reads keymap and database anew; when that has not helped before, waits a little first.</summary>
    private async ValueTask SettleAsync(RoutingTable stale, Position position, TimeSpan waited, CancellationToken cancellationToken)
    {
        if (waited > WaitMax) throw new StorageException(StorageErrorCode.Overloaded, "The partition has not settled after a split or a move.");
        if (waited > TimeSpan.Zero) await Task.Delay(BackoffMax * Chance.Random.NextDouble(), time, cancellationToken);
        var entry = stale.EntryOf(position);
        if (waited > FrozenMax && entry.MoveTarget is not null) await new MoveCancellation(databases, time).RunIfFrozenAsync(entry.Start, cancellationToken);
        if (waited == TimeSpan.Zero || time.GetElapsedTime(Volatile.Read(ref _loadedAt)) >= LookPeriod) await RefreshAsync(stale, entry.Database, cancellationToken);
    }

    /// <summary>Replaces the table unless somebody else has done it meanwhile.</summary>
    private ValueTask<RoutingTable> RefreshAsync(RoutingTable? stale, string? staleDatabase, CancellationToken cancellationToken) =>
        _table is { } current && current != stale
            ? new ValueTask<RoutingTable>(current)
            : _refresh.JoinAsync(() => ReadTableAsync(stale, staleDatabase), cancellationToken);

    private async Task<RoutingTable> ReadTableAsync(RoutingTable? stale, string? staleDatabase)
    {
        var entries = await ReadEntriesAsync(CancellationToken.None);
        Volatile.Write(ref _loadedAt, time.GetTimestamp());
        return _table = new RoutingTable(entries, stale?.DatabasesWithout(staleDatabase) ?? []);
    }

    /// <summary>Adds to the table what a database says. One that does not answer holds up nobody but those who need it, all for the same while.</summary>
    private async ValueTask LoadAsync(RoutingTable table, string database, CancellationToken cancellationToken)
    {
        var load = _loads.GetOrAdd(database, static _ => new SharedLoad<Partition[]>());
        table.Add(database, await load.JoinAsync(() => ReadPartitionsAsync(databases.Get(database)), cancellationToken));
    }

    private async Task<Partition[]> ReadPartitionsAsync(IndexDatabase database)
    {
        var partitions = await KeymapRows.ReadPartitionsAsync(database.Store, CancellationToken.None);
        return [.. partitions.Select(pair => new Partition(database, pair.Record, pair.Row.Revision, _heats.Of(pair.Record)))];
    }
}
