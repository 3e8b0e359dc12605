namespace ObjectStore.Lifecycle;

/// <summary>When versions that are no longer current expire.</summary>
/// <param name="Days">Days after the version was covered, from 1.</param>
/// <param name="KeepNewest">How many of the newest noncurrent versions of a key stay for ever; null or 0 for none.</param>
public sealed record NoncurrentExpiration(int Days, int? KeepNewest);
