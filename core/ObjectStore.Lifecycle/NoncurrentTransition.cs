namespace ObjectStore.Lifecycle;

/// <summary>When versions that are no longer current move to a storage class.</summary>
/// <param name="Days">Days after the version was covered, from 0.</param>
/// <param name="KeepNewest">How many of the newest noncurrent versions of a key stay where they are; null or 0 for none.</param>
/// <param name="StorageClass">The class by name.</param>
public sealed record NoncurrentTransition(int Days, int? KeepNewest, string StorageClass);
