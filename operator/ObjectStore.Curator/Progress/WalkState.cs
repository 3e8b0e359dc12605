namespace ObjectStore.Curator.Progress;

/// <summary>Where a walk over one device stands.</summary>
/// <param name="Version">Format version.</param>
/// <param name="PassStartedAt">The pass that it belongs to.</param>
/// <param name="Cursor">Where to go on.</param>
/// <param name="IsFinished">Whether the pass has come to the end of the device.</param>
internal sealed record WalkState(int Version, DateTimeOffset PassStartedAt, ulong Cursor, bool IsFinished) : IVersionedState;
