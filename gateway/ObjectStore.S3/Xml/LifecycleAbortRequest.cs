namespace ObjectStore.S3.Xml;

/// <summary>The element <c>AbortIncompleteMultipartUpload</c>.</summary>
/// <param name="Days">Its days, or null.</param>
public sealed record LifecycleAbortRequest(int? Days);
