namespace ObjectStore.S3.Xml;

/// <summary>An element <c>Transition</c> or <c>NoncurrentVersionTransition</c>.</summary>
/// <param name="IsNoncurrent">Whether it is the latter.</param>
/// <param name="Days">Its days, or null.</param>
/// <param name="Date">Its date, or null.</param>
/// <param name="KeepNewest">How many noncurrent versions it is not about, or null.</param>
/// <param name="StorageClass">The storage class, or null.</param>
public sealed record LifecycleTransitionRequest(bool IsNoncurrent, int? Days, DateTimeOffset? Date, int? KeepNewest, string? StorageClass);
