namespace ObjectStore.Index.Keymap;

/// <summary>How many objects and versions a partition holds, and where.</summary>
/// <param name="Keys">Current objects, and versions, when they were counted; others may have come and gone meanwhile.</param>
/// <param name="Positions">Positions that part them evenly, ascending, some perhaps more than once; fewer than <see cref="KeyCounter.PositionsMax"/>.</param>
public sealed record CountedKeys(long Keys, IReadOnlyList<ReadOnlyMemory<byte>> Positions);
