namespace ObjectStore.Index.Keymap;

/// <summary>How many objects a partition holds, and where.</summary>
/// <param name="Keys">Current objects when they were counted; others may have come and gone meanwhile.</param>
/// <param name="Positions">Positions that part them evenly, ascending; fewer than <see cref="KeyCounter.PositionsMax"/>.</param>
public sealed record CountedKeys(long Keys, IReadOnlyList<ReadOnlyMemory<byte>> Positions);
