using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Routing;
using ObjectStore.S3.Validation;

namespace ObjectStore.S3.Http;

/// <summary>The object that <c>x-amz-copy-source</c> names.</summary>
/// <param name="Bucket">A valid name of a bucket.</param>
/// <param name="Key">Its key.</param>
/// <param name="VersionId">As sent, or null.</param>
public readonly record struct CopySource(string Bucket, ObjectKey Key, string? VersionId)
{
    private const string VersionSeparator = "?versionId=";

    /// <summary>Parses <c>[/]bucket/key[?versionId=…]</c>, percent-encoded; gives the error of anything else.</summary>
    /// <remarks>
    /// The version is cut off before decoding, so that a key may hold an encoded question mark. A plus is a space, as AWS reads it: clients escape
    /// the header as they would a form (Java's <c>URLEncoder</c>), and those that mean a plus send <c>%2B</c>.
    /// </remarks>
    public static S3Error? TryParse(string header, out CopySource source)
    {
        source = default;
        var text = header.AsSpan();
        string? version = null;
        var separator = text.LastIndexOf(VersionSeparator);
        if (separator >= 0)
        {
            version = text[(separator + VersionSeparator.Length)..].ToString();
            text = text[..separator];
        }

        if (!PercentDecoder.TryDecodeForm(text, out var decoded)) return Invalid(header, "encoding");
        var path = decoded.AsSpan();
        if (path is [(byte)'/', ..]) path = path[1..];
        var slash = path.IndexOf((byte)'/');
        if (slash <= 0 || slash == path.Length - 1) return Invalid(header, "object key");
        var bucket = Encoding.UTF8.GetString(path[..slash]);
        if (!BucketName.IsValid(bucket)) return Invalid(header, "bucket name");
        if (ObjectKeys.TryCreate(path[(slash + 1)..].ToArray(), out var key) is { } error) return error;
        source = new CopySource(bucket, key!.Value, version);
        return null;
    }

    private static S3Error Invalid(string header, string what) =>
        InvalidArgumentError.Of($"Invalid copy source {what}.", "x-amz-copy-source", header);
}
