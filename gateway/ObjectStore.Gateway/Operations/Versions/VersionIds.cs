using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Operations.Versions;

/// <summary>Version ids in requests and answers.</summary>
internal static class VersionIds
{
    /// <summary>The query parameter that names a version.</summary>
    public const string Parameter = "versionId";

    /// <summary>Parses a version id as it was sent; null stays null, which is the current version. Gives the error of what cannot be one.</summary>
    public static S3Error? TryParse(string? text, out VersionName? version)
    {
        version = null;
        if (text is null) return null;
        if (!VersionName.TryParse(text, out var name)) return InvalidArgumentError.Of("Invalid version id specified", Parameter, text);
        version = name;
        return null;
    }

    /// <summary>Whether answers say which version of a key they are about: unless its bucket never had versions.</summary>
    public static bool AreTold(S3Context context, ObjectRecord record) => !record.Version.IsNone || context.Bucket.Rules.HasVersions;

    /// <summary>Says in the answer which version of a key it is about, where that is told.</summary>
    public static void AddHeader(S3Context context, ObjectRecord record)
    {
        if (AreTold(context, record)) context.Response.Headers[AmzHeaders.VersionId] = record.Name.ToString();
    }

    /// <summary>Says in the answer which version a write made; AWS says nothing of a null version, unless it is a copy.</summary>
    public static void AddHeader(S3Context context, WriteResult written)
    {
        if (written.Version is { } version && (!version.IsNull || context.Operation == S3Operation.CopyObject)) context.Response.Headers[AmzHeaders.VersionId] = version.ToString();
    }

    /// <summary>Says in the answer which version a deletion removed, or which delete marker it made, or which version was updated.</summary>
    public static void AddHeaders(S3Context context, WriteResult result)
    {
        if (result.Version is { } version) context.Response.Headers[AmzHeaders.VersionId] = version.ToString();
        if (result.IsDeleteMarker) context.Response.Headers[AmzHeaders.DeleteMarker] = "true";
    }

    /// <summary>The error for a version that its key does not have.</summary>
    public static S3Error NoSuchVersion(string key, VersionName version) =>
        new(S3ErrorCode.NoSuchVersion) { Fields = [new("Key", key), new("VersionId", version.ToString())] };

    /// <summary>Headers of an error that is about a delete marker.</summary>
    public static KeyValuePair<string, string>[] MarkerHeaders(ObjectRecord marker) =>
        [new(AmzHeaders.DeleteMarker, "true"), new(AmzHeaders.VersionId, marker.Name.ToString()), new("Last-Modified", HttpDate.Format(marker.LastModified))];
}
