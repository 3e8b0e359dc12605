namespace ObjectStore.Extents.Compaction;

/// <summary>What a plan to compact an extent found, so that the extent need not be read again as long as little has changed.</summary>
/// <param name="AtRemovals">Extents that the device had removed by then.</param>
/// <param name="GarbageBytes">The extent's garbage then.</param>
/// <param name="CopyBytes">What compaction would have appended, at most.</param>
internal sealed record CompactionFinding(long AtRemovals, long GarbageBytes, long CopyBytes);
