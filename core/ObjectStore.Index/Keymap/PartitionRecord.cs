using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Keymap;

/// <summary>The row of a partition in a database.</summary>
/// <param name="Start">First position as a bound; empty for the beginning of all.</param>
/// <param name="End">First position after the partition; empty for the end of all.</param>
/// <param name="Epoch">Grows whenever range or owner change.</param>
/// <param name="State">What may happen.</param>
/// <param name="MoveEpoch">The epoch of the move that made it copying or frozen, otherwise none.</param>
internal sealed record PartitionRecord(ReadOnlyMemory<byte> Start, ReadOnlyMemory<byte> End, Epoch Epoch, PartitionState State, Epoch MoveEpoch);
