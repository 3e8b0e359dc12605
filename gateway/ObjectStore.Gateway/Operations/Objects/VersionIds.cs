using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Version ids in buckets that have never had versions: every object has the version <c>null</c>.</summary>
internal static class VersionIds
{
    /// <summary>The only version.</summary>
    public const string Null = "null";

    /// <summary>Null when <paramref name="versionId"/> is absent or names the only version.</summary>
    public static S3Error? Check(string? versionId) =>
        versionId is null or Null ? null : InvalidArgumentError.Of("Invalid version id specified", "versionId", versionId);
}
