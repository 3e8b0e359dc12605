using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Keymap.Changes;

/// <summary>
/// Compares the partitions of all databases with the keymap and finishes what was cut off: a flipped move becomes serving, a source that was left becomes a
/// discarded range, what a cancelled move left behind goes, and entries follow splits and merges that they do not show yet.
/// </summary>
/// <remarks>Level-triggered: any number may run at once, because every step requires the row that it judged.</remarks>
internal sealed class KeymapReconciler(IndexDatabases databases, MoveOptions options, TimeProvider time)
{
    /// <returns>The entries as they were read, so that a caller knows which are moving. Databases that do not answer are left for another time.</returns>
    public async ValueTask<KeymapStatus> RunAsync(CancellationToken cancellationToken)
    {
        // Partitions first: what they say of a move was true before the entry was read, so an entry without that move means that it is over.
        var owned = new List<(IndexDatabase Database, IReadOnlyList<(PartitionRecord Record, Row Row)> Partitions)>();
        var unreachable = new HashSet<string>(StringComparer.Ordinal);
        foreach (var database in databases.All)
        {
            await TryAsync(database, unreachable, async () => owned.Add((database, await KeymapRows.ReadPartitionsAsync(database.Store, cancellationToken))));
        }

        var entries = await KeymapRows.ReadKeymapAsync(databases, time, cancellationToken);
        var table = new RoutingTable([.. entries.Select(static pair => pair.Entry)], []);
        foreach (var (database, partitions) in owned)
        {
            await TryAsync(database, unreachable, async () =>
            {
                foreach (var (record, row) in partitions) await SettleAsync(database, record, row, EntryOf(table, record), cancellationToken);
            });
            await FollowAsync(database, partitions, entries, cancellationToken);
        }

        return new KeymapStatus(table.Entries, unreachable);
    }

    /// <summary>Only the catalog's database is needed by all others; whatever another one fails with concerns its own partitions.</summary>
    private async ValueTask TryAsync(IndexDatabase database, HashSet<string> unreachable, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (StorageException) when (database != databases.Catalog)
        {
            unreachable.Add(database.Name);
        }
    }

    private static KeymapEntry EntryOf(RoutingTable table, PartitionRecord record) => table.EntryOf(record.Start.IsEmpty
        ? default
        : new Position(RowKeys.BucketOf(RowKeys.Partition(record.Start.Span)), record.Start[Position.BucketBytes..]));

    private async ValueTask SettleAsync(IndexDatabase database, PartitionRecord record, Row row, KeymapEntry entry, CancellationToken cancellationToken)
    {
        var isOwner = entry.Database == database.Name;
        switch (record.State)
        {
            case PartitionState.Incoming when isOwner && record.Epoch <= entry.Epoch:
                // The move has flipped; the entry may have got a later epoch since, by a further move that was taken back.
                var serving = record with { State = PartitionState.Serving, Epoch = entry.Epoch };
                var commit = new CommitBuilder().RequireUnchanged(row).Put(serving).Delete(RowKeys.MoveProgress(record.Start.Span));
                await database.Store.CommitAsync(commit.Build(), cancellationToken);
                break;
            case PartitionState.Incoming when !isOwner && (entry.MoveTarget != database.Name || entry.MoveEpoch != record.Epoch):
                await DiscardAsync(database, record, row, TimeSpan.Zero, cancellationToken);
                break;
            case PartitionState.Frozen when !isOwner:
                await DiscardAsync(database, record, row, options.DiscardGrace, cancellationToken);
                break;
            case PartitionState.Copying or PartitionState.Frozen when isOwner && (entry.MoveTarget is null || entry.MoveEpoch != record.MoveEpoch):
                await KeymapReader.ReplaceAsync(database.Store, row, record with { State = PartitionState.Serving, MoveEpoch = default, Epoch = entry.Epoch }, cancellationToken);
                break;
        }
    }

    private async ValueTask DiscardAsync(IndexDatabase database, PartitionRecord record, Row row, TimeSpan grace, CancellationToken cancellationToken)
    {
        var range = new DiscardedRange(record.Start, record.End, time.GetUtcNow() + grace);
        var commit = new CommitBuilder().RequireUnchanged(row).Delete(row.Key).Delete(RowKeys.MoveProgress(record.Start.Span))
            .Put(RowKeys.Discarded(record.Start.Span), range.Encode());
        await database.Store.CommitAsync(commit.Build(), cancellationToken);
    }

    /// <summary>Rewrites the entries of each unbroken run of this database whose partitions cover the run with other bounds.</summary>
    private async ValueTask FollowAsync(
        IndexDatabase database, IReadOnlyList<(PartitionRecord Record, Row Row)> partitions, IReadOnlyList<(KeymapEntry Entry, Row Row)> entries, CancellationToken cancellationToken)
    {
        var passed = 0;
        for (var from = 0; from < entries.Count;)
        {
            var to = from;
            while (to < entries.Count && entries[to].Entry.Database == database.Name && entries[to].Entry.MoveTarget is null) to++;
            if (to > from)
            {
                var (start, end) = (entries[from].Entry.Start, entries[to - 1].Entry.End);
                while (passed < partitions.Count && partitions[passed].Record.Start.Span.SequenceCompareTo(start.Span) < 0) passed++;
                var inside = partitions.Skip(passed).TakeWhile(pair => EndsBefore(pair.Record, end)).Select(static pair => pair.Record).ToArray();
                if (Tile(inside, start, end)) await FollowAsync(inside, [.. entries.Skip(from).Take(to - from)], cancellationToken);
            }

            from = to + 1;
        }
    }

    private async ValueTask FollowAsync(PartitionRecord[] serving, IReadOnlyList<(KeymapEntry Entry, Row Row)> run, CancellationToken cancellationToken)
    {
        var commit = new CommitBuilder();
        var latest = run.Max(static pair => pair.Entry.Epoch);
        var records = serving.ToDictionary(static record => record.Start, KeyComparer.Instance);
        var kept = 0;
        foreach (var (entry, row) in run)
        {
            if (records.TryGetValue(entry.Start, out var record) && record.End.Span.SequenceEqual(entry.End.Span))
            {
                records.Remove(entry.Start);
                kept++;
                continue;
            }

            commit.RequireUnchanged(row);
            if (record is null) commit.Delete(row.Key);
        }

        foreach (var record in records.Values)
        {
            var epoch = record.Epoch > latest ? record.Epoch : latest;
            commit.Put(new KeymapEntry(record.Start, record.End, epoch, run[0].Entry.Database, null, 0, time.GetUtcNow()));
        }

        if (kept < serving.Length) await databases.Catalog.Store.CommitAsync(commit.Build(), cancellationToken);
    }

    private static bool EndsBefore(PartitionRecord record, ReadOnlyMemory<byte> end) =>
        end.IsEmpty || (!record.End.IsEmpty && record.End.Span.SequenceCompareTo(end.Span) <= 0);

    /// <summary>Whether the partitions serve, and cover the range without a gap.</summary>
    private static bool Tile(PartitionRecord[] records, ReadOnlyMemory<byte> start, ReadOnlyMemory<byte> end)
    {
        var next = start;
        foreach (var record in records)
        {
            if (record.State != PartitionState.Serving || !record.Start.Span.SequenceEqual(next.Span)) return false;
            next = record.End;
        }

        return records.Length > 0 && next.Span.SequenceEqual(end.Span);
    }
}
