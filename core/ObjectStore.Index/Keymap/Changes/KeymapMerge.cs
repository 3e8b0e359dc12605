using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Keymap.Changes;

/// <summary>Makes one partition of two neighbours in one database: one commit of partition rows; the keymap follows.</summary>
internal sealed class KeymapMerge(IndexDatabases databases, TimeProvider time)
{
    /// <summary>Merges the partition that begins at <paramref name="leftStart"/> with the one after it.</summary>
    public async ValueTask<KeymapOutcome> RunAsync(ReadOnlyMemory<byte> leftStart, CancellationToken cancellationToken)
    {
        if (await KeymapReader.ReadEntryAsync(databases, leftStart, cancellationToken) is not { } left) return KeymapOutcome.NoSuchPartition;
        if (left.Entry.End.IsEmpty || await KeymapReader.ReadEntryAsync(databases, left.Entry.End, cancellationToken) is not { } right) return KeymapOutcome.InvalidPosition;
        if (left.Entry.Database != right.Entry.Database) return KeymapOutcome.InvalidPosition;
        if (left.Entry.MoveTarget is not null || right.Entry.MoveTarget is not null) return KeymapOutcome.Busy;

        return await MergeAsync(left, right, databases.Get(left.Entry.Database), cancellationToken);
    }

    private async ValueTask<KeymapOutcome> MergeAsync((KeymapEntry Entry, Row Row) left, (KeymapEntry Entry, Row Row) right, IndexDatabase database, CancellationToken cancellationToken)
    {
        if (await ReadSettledAsync(database, left.Entry, cancellationToken) is not { } ownedLeft) return KeymapOutcome.Busy;
        if (await ReadSettledAsync(database, right.Entry, cancellationToken) is not { } ownedRight) return KeymapOutcome.Busy;
        var epoch = new[] { left.Entry.Epoch, right.Entry.Epoch, ownedLeft.Record.Epoch, ownedRight.Record.Epoch }.Max().Next;
        var commit = new CommitBuilder().RequireUnchanged(ownedLeft.Row).RequireUnchanged(ownedRight.Row)
            .Put(new PartitionRecord(left.Entry.Start, right.Entry.End, epoch, PartitionState.Serving, default)).Delete(ownedRight.Row.Key);
        var map = database == databases.Catalog ? commit : new CommitBuilder();
        var keyCount = left.Entry.KeyCount > 0 && right.Entry.KeyCount > 0 ? left.Entry.KeyCount + right.Entry.KeyCount : 0;
        map.RequireUnchanged(left.Row).RequireUnchanged(right.Row).Delete(right.Row.Key)
            .Put(left.Entry with { End = right.Entry.End, Epoch = epoch, KeyCount = keyCount, ChangedAt = time.GetUtcNow() });
        if (!(await database.Store.CommitAsync(commit.Build(), cancellationToken)).IsApplied) return KeymapOutcome.Busy;

        // The merge has happened; both old entries name the right database until the keymap follows.
        if (database != databases.Catalog) await databases.Catalog.Store.CommitAsync(map.Build(), CancellationToken.None);
        return KeymapOutcome.Applied;
    }

    /// <summary>The partition of the entry, or null unless it has the same bounds and nothing is being done to it.</summary>
    private static async ValueTask<(PartitionRecord Record, Row Row)?> ReadSettledAsync(IndexDatabase database, KeymapEntry entry, CancellationToken cancellationToken) =>
        await KeymapReader.ReadPartitionAsync(database.Store, entry.Start, cancellationToken) is { } owned
        && owned.Record.State == PartitionState.Serving && owned.Record.End.Span.SequenceEqual(entry.End.Span) ? owned : null;
}
