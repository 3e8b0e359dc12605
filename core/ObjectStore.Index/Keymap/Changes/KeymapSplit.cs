using ObjectStore.Core.Identifiers;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Keymap.Changes;

/// <summary>Cuts a partition inside its database: one commit of partition rows; the keymap follows.</summary>
internal sealed class KeymapSplit(IndexDatabases databases, TimeProvider time)
{
    /// <summary>Most partitions that one becomes at once.</summary>
    public const int ChildrenMax = 8;

    /// <param name="start">Start of the partition.</param>
    /// <param name="positions">Bounds inside it, ascending.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    public async ValueTask<KeymapOutcome> RunAsync(ReadOnlyMemory<byte> start, IReadOnlyList<ReadOnlyMemory<byte>> positions, CancellationToken cancellationToken)
    {
        if (await KeymapReader.ReadEntryAsync(databases, start, cancellationToken) is not { } mapped) return KeymapOutcome.NoSuchPartition;
        var (entry, entryRow) = mapped;
        if (!AreInside(entry, positions)) return KeymapOutcome.InvalidPosition;
        if (entry.MoveTarget is not null) return KeymapOutcome.Busy;
        var database = databases.Get(entry.Database);
        if (await KeymapReader.ReadPartitionAsync(database.Store, start, cancellationToken) is not { } owned) return KeymapOutcome.Busy;
        var (record, row) = owned;
        if (record.State != PartitionState.Serving || !record.End.Span.SequenceEqual(entry.End.Span)) return KeymapOutcome.Busy;

        var epoch = record.Epoch > entry.Epoch ? record.Epoch.Next : entry.Epoch.Next;
        var commit = new CommitBuilder().RequireUnchanged(row);
        var map = new CommitBuilder().RequireUnchanged(entryRow);
        AddChildren(commit, database == databases.Catalog ? commit.RequireUnchanged(entryRow) : map, entry, positions, epoch);
        if (!(await database.Store.CommitAsync(commit.Build(), cancellationToken)).IsApplied) return KeymapOutcome.Busy;

        // The split has happened. An entry that still shows the parent names the right database; the reconciler mends it when this does not.
        if (database != databases.Catalog) await databases.Catalog.Store.CommitAsync(map.Build(), CancellationToken.None);
        return KeymapOutcome.Applied;
    }

    private void AddChildren(CommitBuilder commit, CommitBuilder map, KeymapEntry entry, IReadOnlyList<ReadOnlyMemory<byte>> positions, Epoch epoch)
    {
        for (var i = 0; i <= positions.Count; i++)
        {
            var start = i == 0 ? entry.Start : positions[i - 1];
            var end = i == positions.Count ? entry.End : positions[i];
            commit.Put(new PartitionRecord(start, end, epoch, PartitionState.Serving, default));
            map.Put(entry with { Start = start, End = end, Epoch = epoch, KeyCount = 0, ChangedAt = time.GetUtcNow() });
        }
    }

    private static bool AreInside(KeymapEntry entry, IReadOnlyList<ReadOnlyMemory<byte>> positions)
    {
        if (positions.Count is 0 or >= ChildrenMax) return false;
        var before = entry.Start;
        foreach (var position in positions)
        {
            if (position.IsEmpty || !Position.IsBound(position.Span) || position.Span.SequenceCompareTo(before.Span) <= 0) return false;
            before = position;
        }

        return entry.End.IsEmpty || before.Span.SequenceCompareTo(entry.End.Span) < 0;
    }
}
