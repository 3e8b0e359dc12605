using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Keymap;

/// <summary>One line of the keymap: which database holds the rows of a range of positions.</summary>
/// <param name="Start">First position: 8 bytes of bucket id, big endian, and the beginning of an object key; empty for the beginning of all.</param>
/// <param name="End">First position after the range; empty for the end of all.</param>
/// <param name="Epoch">Grows with every split, merge, flip and cancelled move.</param>
/// <param name="Database">Name of the database.</param>
/// <param name="MoveTarget">Name of the database to which it is moving, or null.</param>
/// <param name="KeyCount">Objects that were there when they were last counted; 0 when unknown.</param>
/// <param name="ChangedAt">When it was last split, merged or moved; whole milliseconds.</param>
public sealed record KeymapEntry(
    ReadOnlyMemory<byte> Start, ReadOnlyMemory<byte> End, Epoch Epoch, string Database, string? MoveTarget, long KeyCount, DateTimeOffset ChangedAt)
{
    /// <summary>The epoch that the range gets when the present move, or the next one, flips.</summary>
    public Epoch MoveEpoch => Epoch.Next;
}
