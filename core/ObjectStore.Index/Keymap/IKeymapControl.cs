using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap.Changes;

namespace ObjectStore.Index.Keymap;

/// <summary>Changes the keymap while it serves. Thread-safe; any number of processes may use it at once, conditions decide.</summary>
/// <remarks>Throws StorageException as the stores do; whatever was cut off then is finished or taken back by <see cref="ReconcileAsync"/>.</remarks>
public interface IKeymapControl
{
    /// <summary>All entries, ascending.</summary>
    ValueTask<IReadOnlyList<KeymapEntry>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Cuts the partition that begins at <paramref name="start"/> at up to seven bounds inside it, ascending.</summary>
    ValueTask<KeymapOutcome> SplitAsync(ReadOnlyMemory<byte> start, IReadOnlyList<ReadOnlyMemory<byte>> positions, CancellationToken cancellationToken);

    /// <summary>Merges the partition that begins at <paramref name="leftStart"/> with the next one, in the same database.</summary>
    ValueTask<KeymapOutcome> MergeAsync(ReadOnlyMemory<byte> leftStart, CancellationToken cancellationToken);

    /// <summary>Has a partition move to another database; <see cref="CarryOutMoveAsync"/> does the work.</summary>
    ValueTask<KeymapOutcome> BeginMoveAsync(ReadOnlyMemory<byte> start, string target, CancellationToken cancellationToken);

    /// <summary>Takes a move back that has not flipped; Applied also when there is none.</summary>
    ValueTask<KeymapOutcome> CancelMoveAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken);

    /// <summary>Copies the partition to the target of its move and flips it, from wherever earlier work was cut off.</summary>
    ValueTask<MoveOutcome> CarryOutMoveAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken);

    /// <summary>Finishes or takes back what was cut off, and gives the entries.</summary>
    ValueTask<KeymapStatus> ReconcileAsync(CancellationToken cancellationToken);

    /// <summary>Stores how many objects were counted in a partition, until it is split. Busy when it has changed since, or moves.</summary>
    ValueTask<KeymapOutcome> StoreKeyCountAsync(ReadOnlyMemory<byte> start, Epoch epoch, long keyCount, CancellationToken cancellationToken);

    /// <summary>Deletes rows of partitions that have moved away, after the grace period. Gives how many ranges are left; a database that does not answer counts as one.</summary>
    ValueTask<int> DeleteDiscardedAsync(CancellationToken cancellationToken);
}
