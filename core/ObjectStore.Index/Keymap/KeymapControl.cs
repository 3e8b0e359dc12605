using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Keymap;

/// <summary>The changes under <c>Changes/</c>, one a file, over the databases of a router.</summary>
public sealed class KeymapControl(KeymapRouter router, MoveOptions options, TimeProvider time) : IKeymapControl
{
    private readonly IndexDatabases _databases = router.Databases;

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<KeymapEntry>> ListAsync(CancellationToken cancellationToken) => router.ReadEntriesAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask<KeymapOutcome> SplitAsync(ReadOnlyMemory<byte> start, IReadOnlyList<ReadOnlyMemory<byte>> positions, CancellationToken cancellationToken) =>
        new KeymapSplit(_databases, time).RunAsync(start, positions, cancellationToken);

    /// <inheritdoc />
    public ValueTask<KeymapOutcome> MergeAsync(ReadOnlyMemory<byte> leftStart, CancellationToken cancellationToken) =>
        new KeymapMerge(_databases, time).RunAsync(leftStart, cancellationToken);

    /// <inheritdoc />
    public async ValueTask<KeymapOutcome> BeginMoveAsync(ReadOnlyMemory<byte> start, string target, CancellationToken cancellationToken)
    {
        if (!_databases.Contains(target) || _databases.Get(target).IsDraining) return KeymapOutcome.NoSuchDatabase;
        if (await KeymapReader.ReadEntryAsync(_databases, start, cancellationToken) is not { } mapped) return KeymapOutcome.NoSuchPartition;
        if (mapped.Entry.Database == target) return KeymapOutcome.Applied;
        if (mapped.Entry.MoveTarget is not null) return mapped.Entry.MoveTarget == target ? KeymapOutcome.Applied : KeymapOutcome.Busy;
        var commit = new CommitBuilder().RequireUnchanged(mapped.Row).Put(mapped.Entry with { MoveTarget = target });
        return (await _databases.Catalog.Store.CommitAsync(commit.Build(), cancellationToken)).IsApplied ? KeymapOutcome.Applied : KeymapOutcome.Busy;
    }

    /// <inheritdoc />
    public ValueTask<KeymapOutcome> CancelMoveAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken) =>
        new MoveCancellation(_databases, time).RunAsync(start, cancellationToken);

    /// <inheritdoc />
    public async ValueTask<MoveOutcome> CarryOutMoveAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken)
    {
        var outcome = await PartitionMove.RunAsync(_databases, start, options, time, cancellationToken);
        if (outcome != MoveOutcome.Waiting) return outcome;

        // What an earlier attempt left in the target goes at once; its time of grace is for ranges that nothing waits for.
        await ReconcileAsync(cancellationToken);
        if (await KeymapReader.ReadEntryAsync(_databases, start, cancellationToken) is not { Entry.MoveTarget: { } target }) return MoveOutcome.NotMoving;
        await new DiscardedRows(_databases.Get(target), options, time).DeleteAsync(evenEarly: true, cancellationToken);
        return await PartitionMove.RunAsync(_databases, start, options, time, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<KeymapStatus> ReconcileAsync(CancellationToken cancellationToken) =>
        new KeymapReconciler(_databases, options, time).RunAsync(cancellationToken);

    /// <inheritdoc />
    public async ValueTask<KeymapOutcome> StoreKeyCountAsync(ReadOnlyMemory<byte> start, Epoch epoch, long keyCount, CancellationToken cancellationToken)
    {
        if (await KeymapReader.ReadEntryAsync(_databases, start, cancellationToken) is not { } mapped) return KeymapOutcome.NoSuchPartition;
        if (mapped.Entry.Epoch != epoch || mapped.Entry.MoveTarget is not null) return KeymapOutcome.Busy;
        var commit = new CommitBuilder().RequireUnchanged(mapped.Row).Put(mapped.Entry with { KeyCount = keyCount });
        return (await _databases.Catalog.Store.CommitAsync(commit.Build(), cancellationToken)).IsApplied ? KeymapOutcome.Applied : KeymapOutcome.Busy;
    }

    /// <inheritdoc />
    public async ValueTask<int> DeleteDiscardedAsync(CancellationToken cancellationToken)
    {
        var left = 0;
        foreach (var database in _databases.All)
        {
            try
            {
                left += await new DiscardedRows(database, options, time).DeleteAsync(evenEarly: false, cancellationToken);
            }
            catch (StorageException) when (database != _databases.Catalog)
            {
                // What it has to delete waits until it answers.
                left++;
            }
        }

        return left;
    }
}
