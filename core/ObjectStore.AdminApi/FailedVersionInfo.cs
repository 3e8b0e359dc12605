namespace ObjectStore.AdminApi;

/// <summary>A version that a destination did not take.</summary>
/// <param name="Bucket">Name of the bucket.</param>
/// <param name="Key">The object key, encoded as in event documents.</param>
/// <param name="VersionId">Name of the version.</param>
/// <param name="Reason">Why the last attempt failed.</param>
/// <param name="GivenUpAt">When it was given up.</param>
public sealed record FailedVersionInfo(string Bucket, string Key, string VersionId, string Reason, DateTimeOffset GivenUpAt);
