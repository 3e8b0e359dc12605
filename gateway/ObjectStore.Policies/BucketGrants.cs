using System.Buffers;
using System.Text.Json.Nodes;
using ObjectStore.Core.Errors;

namespace ObjectStore.Policies;

/// <summary>Policies of identities that are granted whole buckets. Pure.</summary>
public static class BucketGrants
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-");

    private static readonly string[] Reads =
    [
        "s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectAttributes", "s3:GetObjectVersionAttributes", "s3:GetObjectTagging", "s3:GetObjectVersionTagging", "s3:GetObjectRetention", "s3:GetObjectLegalHold",
    ];

    private static readonly string[] Puts = ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObjectTagging"];

    private static readonly string[] Changes =
    [
        "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObjectVersionTagging", "s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging", "s3:PutObjectRetention",
        "s3:PutObjectLegalHold", "s3:RestoreObject",
    ];

    private static readonly string[] Everything = ["s3:*"];

    private static readonly string[] Lists = ["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"];

    private static readonly string[] Looks = ["s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:GetBucketTagging", "s3:GetBucketObjectLockConfiguration"];

    private static readonly char[] Wildcards = ['*', '?', '$'];

    /// <summary>Everything with the objects of the buckets, and nothing with the buckets themselves but to look at them.</summary>
    /// <param name="names">Names of buckets; none gives a policy that allows nothing in any.</param>
    public static PolicyDocument ReadWrite(IEnumerable<string> names) => Of(names.Select(static name => new GrantedBucket(name, BucketRight.ReadWrite)));

    /// <summary>What is granted with the objects of buckets, and nothing with the buckets themselves but to look at them.</summary>
    /// <param name="buckets">None gives a policy that allows nothing in any. One is left out whose name no bucket can have, or whose prefix has a wildcard: either would be a pattern.</param>
    public static PolicyDocument Of(IEnumerable<GrantedBucket> buckets)
    {
        var statements = new JsonArray(Allow(["s3:ListAllMyBuckets"], "*"));
        foreach (var bucket in buckets.Where(IsLiteral))
        {
            var arn = "arn:aws:s3:::" + bucket.Name;
            statements.Add(Allow(OnObjects(bucket.Right), $"{arn}/{bucket.Prefix}*"));
            statements.Add(Allow(Looks, arn));
            if (bucket.Right != BucketRight.WriteOnly) statements.Add(AllowListing(arn, bucket.Prefix));
        }

        var json = new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = statements }.ToJsonString();
        Invariant.That(PolicyParser.TryParse(System.Text.Encoding.UTF8.GetBytes(json), PolicyKind.Identity, out var policy, out _));
        return policy;
    }

    private static bool IsLiteral(GrantedBucket bucket) =>
        bucket.Name.Length > 0 && !bucket.Name.AsSpan().ContainsAnyExcept(NameCharacters) && (bucket.Prefix is null || bucket.Prefix.IndexOfAny(Wildcards) < 0);

    private static string[] OnObjects(BucketRight right) => right switch
    {
        BucketRight.ReadOnly => Reads,
        BucketRight.WriteOnly => Puts,
        BucketRight.ReadWrite => [.. Reads, .. Puts, .. Changes],
        _ => Everything,
    };

    private static JsonObject AllowListing(string arn, string? prefix)
    {
        var statement = Allow(Lists, arn);
        if (prefix is not null) statement["Condition"] = new JsonObject { ["StringLike"] = new JsonObject { ["s3:prefix"] = prefix + "*" } };
        return statement;
    }

    private static JsonObject Allow(IEnumerable<string> actions, string resource) =>
        new() { ["Effect"] = "Allow", ["Action"] = new JsonArray([.. actions.Select(static text => (JsonNode)JsonValue.Create(text))]), ["Resource"] = resource };
}
