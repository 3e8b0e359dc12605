namespace ObjectStore.S3.Xml;

/// <summary>An object that DeleteObjects names.</summary>
/// <param name="Key">Bytes of UTF-8, not validated.</param>
/// <param name="VersionId">As sent, or null.</param>
/// <param name="ETag">Delete only if the object has it; without quotes, or null.</param>
/// <param name="LastModifiedTime">Delete only if it was made then; as sent, or null.</param>
/// <param name="Size">Delete only if it has so many bytes; as sent, or null.</param>
public sealed record ObjectToDelete(byte[] Key, string? VersionId, string? ETag, string? LastModifiedTime, string? Size);
