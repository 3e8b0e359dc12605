namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>A boundary that was made or removed.</summary>
/// <param name="Position">Where.</param>
/// <param name="At">When.</param>
/// <param name="IsRemoved">Whether a merge removed it; otherwise a split made it.</param>
public sealed record BoundaryTrack(ReadOnlyMemory<byte> Position, DateTimeOffset At, bool IsRemoved);
