namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>The partition that another was split from.</summary>
/// <param name="Start">Its start.</param>
/// <param name="End">Its end.</param>
/// <param name="At">When it was split.</param>
public sealed record SplitOrigin(ReadOnlyMemory<byte> Start, ReadOnlyMemory<byte> End, DateTimeOffset At);
