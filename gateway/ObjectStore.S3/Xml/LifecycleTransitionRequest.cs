namespace ObjectStore.S3.Xml;

/// <summary>An element <c>Transition</c> or <c>NoncurrentVersionTransition</c>.</summary>
/// <param name="Days">Its days, or null.</param>
/// <param name="Date">Its date, or null.</param>
/// <param name="StorageClass">The storage class, or null.</param>
public sealed record LifecycleTransitionRequest(int? Days, DateTimeOffset? Date, string? StorageClass);
