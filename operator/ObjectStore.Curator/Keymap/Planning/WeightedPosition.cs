namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>A position and how much of the load it has.</summary>
/// <param name="Position">The position.</param>
/// <param name="Weight">More than 0, in any unit.</param>
internal readonly record struct WeightedPosition(ReadOnlyMemory<byte> Position, double Weight);
