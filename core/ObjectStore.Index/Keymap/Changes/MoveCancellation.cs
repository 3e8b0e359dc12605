using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Keymap.Changes;

/// <summary>Takes a move back: the entry forgets its target, and the source serves again. What the target has is discarded by the reconciler.</summary>
internal sealed class MoveCancellation(IndexDatabases databases, TimeProvider time)
{
    /// <summary>Takes back the move of the partition that begins there. Applied also when there is none.</summary>
    public async ValueTask<KeymapOutcome> RunAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken)
    {
        if (await KeymapReader.ReadEntryAsync(databases, start, cancellationToken) is not { } mapped) return KeymapOutcome.NoSuchPartition;
        var (entry, row) = mapped;
        if (entry.MoveTarget is null) return KeymapOutcome.Applied;
        var commit = new CommitBuilder().RequireUnchanged(row).Put(entry with { MoveTarget = null, Epoch = entry.MoveEpoch, ChangedAt = time.GetUtcNow() });
        if (!(await databases.Catalog.Store.CommitAsync(commit.Build(), cancellationToken)).IsApplied) return KeymapOutcome.Busy;
        await ServeAgainAsync(entry, cancellationToken);
        return KeymapOutcome.Applied;
    }

    /// <summary>Takes the move back if its source is frozen: for requests that have waited long because its curator has died.</summary>
    public async ValueTask RunIfFrozenAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken)
    {
        if (await KeymapReader.ReadEntryAsync(databases, start, cancellationToken) is not { Entry.MoveTarget: not null } mapped) return;
        var owned = await KeymapReader.ReadPartitionAsync(databases.Get(mapped.Entry.Database).Store, start, cancellationToken);
        if (owned is { Record.State: PartitionState.Frozen }) await RunAsync(start, cancellationToken);
    }

    private async ValueTask ServeAgainAsync(KeymapEntry entry, CancellationToken cancellationToken)
    {
        var store = databases.Get(entry.Database).Store;
        if (await KeymapReader.ReadPartitionAsync(store, entry.Start, cancellationToken) is not { } owned || owned.Record.MoveEpoch != entry.MoveEpoch) return;
        await KeymapReader.ReplaceAsync(store, owned.Row, owned.Record with { State = PartitionState.Serving, MoveEpoch = default, Epoch = entry.MoveEpoch }, cancellationToken);
    }
}
