namespace ObjectStore.Curator.Lifecycle;

/// <summary>What lies over a version that is not current.</summary>
/// <param name="At">When the next newer version was made.</param>
/// <param name="NewerCount">How many noncurrent versions of the key are newer.</param>
internal readonly record struct VersionCover(DateTimeOffset At, int NewerCount);
