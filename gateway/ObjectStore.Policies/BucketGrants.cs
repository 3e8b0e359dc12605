using System.Buffers;
using System.Text.Json.Nodes;
using ObjectStore.Core.Errors;

namespace ObjectStore.Policies;

/// <summary>Policies of identities that are granted whole buckets. Pure.</summary>
public static class BucketGrants
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-");

    private static readonly string[] OnObjects =
    [
        "s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectAttributes", "s3:GetObjectVersionAttributes", "s3:GetObjectTagging", "s3:GetObjectVersionTagging",
        "s3:GetObjectRetention", "s3:GetObjectLegalHold", "s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:AbortMultipartUpload",
        "s3:ListMultipartUploadParts", "s3:PutObjectTagging", "s3:PutObjectVersionTagging", "s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging",
        "s3:PutObjectRetention", "s3:PutObjectLegalHold",
    ];

    private static readonly string[] OnBuckets =
    [
        "s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads", "s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:GetBucketTagging",
        "s3:GetBucketObjectLockConfiguration",
    ];

    /// <summary>Everything with the objects of the buckets, and nothing with the buckets themselves but to look at them.</summary>
    /// <param name="names">Names of buckets; none gives a policy that allows nothing in any. What no bucket can be called, as a pattern of names, is left out.</param>
    public static PolicyDocument ReadWrite(IEnumerable<string> names)
    {
        var statements = new JsonArray(Allow(["s3:ListAllMyBuckets"], ["*"]));
        string[] buckets = [.. names.Where(static name => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(NameCharacters)).Select(static name => "arn:aws:s3:::" + name)];
        if (buckets.Length > 0)
        {
            statements.Add(Allow(OnObjects, buckets.Select(static bucket => bucket + "/*")));
            statements.Add(Allow(OnBuckets, buckets));
        }

        var json = new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = statements }.ToJsonString();
        Invariant.That(PolicyParser.TryParse(System.Text.Encoding.UTF8.GetBytes(json), PolicyKind.Identity, out var policy, out _));
        return policy;
    }

    private static JsonObject Allow(IEnumerable<string> actions, IEnumerable<string> resources) =>
        new() { ["Effect"] = "Allow", ["Action"] = ArrayOf(actions), ["Resource"] = ArrayOf(resources) };

    private static JsonArray ArrayOf(IEnumerable<string> texts) => [.. texts.Select(static text => (JsonNode)JsonValue.Create(text))];
}
