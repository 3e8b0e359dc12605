namespace ObjectStore.Curator.Progress;

/// <summary>Where a walk over one device stands.</summary>
/// <param name="Version">Format version.</param>
/// <param name="PassStartedAt">The pass that it belongs to.</param>
/// <param name="Cursor">Where to go on.</param>
/// <param name="IsFinished">Whether the pass has come to the end of the device.</param>
/// <param name="Items">What has been found on the device in the pass so far.</param>
/// <param name="Bytes">Bytes that have been verified or given free in the pass so far.</param>
internal sealed record WalkState(int Version, DateTimeOffset PassStartedAt, ulong Cursor, bool IsFinished, long Items = 0, long Bytes = 0) : IVersionedState;
