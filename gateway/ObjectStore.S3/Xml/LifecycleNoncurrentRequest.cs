namespace ObjectStore.S3.Xml;

/// <summary>The element <c>NoncurrentVersionExpiration</c>.</summary>
/// <param name="Days">Its days, or null.</param>
/// <param name="KeepNewest"><c>NewerNoncurrentVersions</c>, or null.</param>
public sealed record LifecycleNoncurrentRequest(int? Days, int? KeepNewest);
