namespace ObjectStore.S3.Xml;

/// <summary>An object that DeleteObjects names.</summary>
/// <param name="Key">Bytes of UTF-8, not validated.</param>
/// <param name="VersionId">As sent, or null.</param>
/// <param name="ETag">Delete only if the object has it; without quotes, or null.</param>
public sealed record ObjectToDelete(byte[] Key, string? VersionId, string? ETag);
