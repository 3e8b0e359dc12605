using System.Text;
using ObjectStore.Index.Catalog;
using ObjectStore.Lifecycle;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;
using ObjectStore.Policies;
using ObjectStore.Policies.Acl;
using ObjectStore.Replication.Configuration;
using ObjectStore.S3.Cors;
using ObjectStore.S3.Validation;
using ObjectStore.S3.Xml;

namespace ObjectStore.Operator.Buckets;

/// <summary>Documents of a bucket while they are brought to what a spec asks for, under the rules that gateways have for them. For one caller at a time; does no I/O.</summary>
/// <param name="bucket">Name of the bucket.</param>
/// <param name="ownerId">Who owns it.</param>
/// <param name="present">What there is.</param>
/// <param name="configured">Settings that an earlier spec named.</param>
/// <param name="targets">Names of the targets of the store's replication.</param>
internal sealed class BucketDocumentDraft(string bucket, string ownerId, BucketDocumentSet present, IReadOnlyList<string> configured, IReadOnlySet<string> targets)
{
    private const string Enabled = "Enabled";
    private const string Disabled = "Disabled";

    /// <summary>The documents; of no meaning after a problem.</summary>
    public BucketDocumentSet Documents { get; private set; } = present;

    /// <summary>Makes them what the spec asks for; gives why not, or null.</summary>
    public SpecProblem? Make(BucketSpec spec) =>
        SetTags(spec.Tags) ?? SetCors(spec.Cors) ?? SetOwnership(spec.ObjectOwnership) ?? SetPublicAccessBlock(spec.PublicAccessBlock)
        ?? SetPolicy(spec.Policy) ?? SetAcl(spec.Acl) ?? SetEncryption(spec.Encryption) ?? SetCompression(spec.Compression) ?? SetLifecycle(spec.Lifecycle) ?? SetReplication(spec.Replication) ?? SetWebsite(spec.Website) ?? CheckTogether(spec);

    private SpecProblem? SetTags(IReadOnlyDictionary<string, string>? tags)
    {
        var sorted = TagSet.Sort([.. tags ?? new Dictionary<string, string>()]);
        if (TagSet.Check(sorted, TagSet.BucketTagsMax) is { } error) return new SpecProblem("InvalidTags", $"The tags are none that S3 allows: {error.Message}");
        return Set(BucketDocumentKind.Tags, "tags", tags is not null, sorted.Count == 0 ? null : BucketTags.Format(sorted));
    }

    private SpecProblem? SetCors(IReadOnlyList<BucketCorsRule>? written)
    {
        if (written is not { Count: > 0 }) return Set(BucketDocumentKind.Cors, "cors", written is not null, null);
        var rules = new CorsRules([.. written.Select(static rule => new CorsRule
        {
            Id = rule.Id,
            AllowedOrigins = rule.AllowedOrigins,
            AllowedMethods = rule.AllowedMethods,
            AllowedHeaders = rule.AllowedHeaders ?? [],
            ExposeHeaders = rule.ExposeHeaders ?? [],
            MaxAgeSeconds = rule.MaxAgeSeconds,
        })]);
        var document = CorsRequest.Render(rules).Written.ToArray();
        return document.Length <= CorsRequest.BytesMax && CorsRequest.TryParse(document, out var parsed) && parsed.Check() is null
            ? Set(BucketDocumentKind.Cors, "cors", true, document)
            : new SpecProblem("InvalidCors", $"The rules of cors are none that S3 allows, or more than {CorsRequest.BytesMax} bytes.");
    }

    private SpecProblem? SetOwnership(string? name)
    {
        if (name is not null && !OwnershipControlsRequest.TryParseName(name, out _)) return new SpecProblem("InvalidOwnership", $"'{name}' is no object ownership.");
        return Set(BucketDocumentKind.Ownership, "objectOwnership", name is not null, name is null ? null : Encoding.UTF8.GetBytes(name));
    }

    private SpecProblem? SetPublicAccessBlock(BucketPublicAccessBlock? block) => Set(
        BucketDocumentKind.PublicAccessBlock,
        "publicAccessBlock",
        block is not null,
        block is null ? null : new PublicAccessBlockRequest(block.BlockPublicAcls, block.IgnorePublicAcls, block.BlockPublicPolicy, block.RestrictPublicBuckets).ToStored());

    private SpecProblem? SetPolicy(string? json)
    {
        if (json is null) return Set(BucketDocumentKind.Policy, "policy", false, null);
        var document = Encoding.UTF8.GetBytes(json);
        if (document.Length > PolicyParser.BucketPolicyBytesMax) return InvalidPolicy($"it has more than {PolicyParser.BucketPolicyBytesMax} bytes");
        if (!PolicyParser.TryParse(document, PolicyKind.Bucket, out var policy, out var reason)) return InvalidPolicy(reason);
        return policy.IsAbout(bucket) ? Set(BucketDocumentKind.Policy, "policy", true, document) : InvalidPolicy($"a resource is not arn:aws:s3:::{bucket} or in it");
    }

    private SpecProblem? SetAcl(string? name)
    {
        if (name is null) return Set(BucketDocumentKind.Acl, "acl", false, null);
        return CannedAcls.TryMake(name, ownerId, ownerId, out var acl)
            ? Set(BucketDocumentKind.Acl, "acl", true, Encoding.UTF8.GetBytes(AclText.Format(acl)))
            : new SpecProblem("InvalidAcl", $"'{name}' is no access control list.");
    }

    private SpecProblem? SetEncryption(BucketEncryption? written)
    {
        if (written is null) return Set(BucketDocumentKind.Encryption, "encryption", false, null);
        var rule = new BucketEncryptionRequest { Algorithm = written.Algorithm, KeyId = written.KmsKeyId, HasBucketKey = written.BucketKeyEnabled };
        return rule.Check() is { } error
            ? new SpecProblem("InvalidEncryption", $"The encryption cannot be used: {error.Message}")
            : Set(BucketDocumentKind.Encryption, "encryption", true, rule.Render().Written.ToArray());
    }

    private SpecProblem? SetCompression(string? state)
    {
        if (state is null) return Set(BucketDocumentKind.Compression, "compression", false, null);
        return state is Enabled or Disabled
            ? Set(BucketDocumentKind.Compression, "compression", true, CompressionSetting.Format(state == Enabled).ToArray())
            : new SpecProblem("InvalidCompression", $"'{state}' is no state of compression.");
    }

    private SpecProblem? SetLifecycle(IReadOnlyList<BucketLifecycleRule>? written)
    {
        if (written is not { Count: > 0 }) return Set(BucketDocumentKind.Lifecycle, "lifecycle", written is not null, null);
        return BucketLifecycle.TryRead(written, out var rules) is { } error
            ? new SpecProblem("InvalidLifecycle", $"The rules of lifecycle cannot be used: {error.Message}")
            : Set(BucketDocumentKind.Lifecycle, "lifecycle", true, LifecycleDocument.Format(rules));
    }

    private SpecProblem? SetReplication(IReadOnlyList<BucketReplicationRule>? written)
    {
        if (written is not { Count: > 0 }) return Set(BucketDocumentKind.Replication, "replication", written is not null, null);
        return BucketReplication.TryRead(written, targets, out var rules) is { } error
            ? new SpecProblem("InvalidReplication", $"The rules of replication cannot be used: {error.Message}")
            : Set(BucketDocumentKind.Replication, "replication", true, ReplicationDocument.Format(rules));
    }

    private SpecProblem? SetWebsite(BucketWebsite? written)
    {
        if (written is null) return Set(BucketDocumentKind.Website, "website", false, null);
        return BucketSite.TryRead(written, out var document) is { } error
            ? new SpecProblem("InvalidWebsite", $"The website cannot be used: {error.Message}")
            : Set(BucketDocumentKind.Website, "website", true, document);
    }

    /// <summary>What S3 refuses of the settings together, whoever made them.</summary>
    private SpecProblem? CheckTogether(BucketSpec spec)
    {
        var acl = Documents.Find(BucketDocumentKind.Acl) is { } text && AclText.TryParse(Encoding.UTF8.GetString(text.Span), ownerId, out var list) ? list : AccessControlList.PrivateOf(ownerId);
        var isEnforced = Documents.Find(BucketDocumentKind.Ownership) is { } ownership && ownership.Span.SequenceEqual("BucketOwnerEnforced"u8);
        var block = Documents.Find(BucketDocumentKind.PublicAccessBlock) is { } stored && PublicAccessBlockRequest.TryReadStored(stored.Span, out var read) ? read : default;
        if (isEnforced && !acl.IsPrivate) return new SpecProblem("InvalidAcl", "With the objectOwnership BucketOwnerEnforced the bucket's access control list must be private.");
        if (spec.Acl is not null && block.BlockPublicAcls && acl.IsPublic) return new SpecProblem("PublicAccessBlocked", "The access control list is public, which publicAccessBlock.blockPublicAcls refuses.");
        if (spec.Policy is not null && block.BlockPublicPolicy && IsPolicyPublic()) return new SpecProblem("PublicAccessBlocked", "The policy is public, which publicAccessBlock.blockPublicPolicy refuses.");
        return Documents.BoundedBytes > BucketDocumentSet.BytesMax
            ? new SpecProblem("InvalidSettings", $"The settings of a bucket have at most {BucketDocumentSet.BytesMax} bytes together.")
            : null;
    }

    private bool IsPolicyPublic() =>
        Documents.Find(BucketDocumentKind.Policy) is { } json && PolicyParser.TryParse(json, PolicyKind.Bucket, out var policy, out _) && PublicPolicy.IsPublic(policy);

    private static SpecProblem InvalidPolicy(string reason) => new("InvalidPolicy", $"The policy cannot be used: {reason}.");

    /// <summary>A document that the spec names, or that an earlier one named.</summary>
    private SpecProblem? Set(BucketDocumentKind kind, string name, bool isNamed, byte[]? content)
    {
        // Null itself would become an empty document.
        if (isNamed || configured.Contains(name)) Documents = Documents.With(kind, content is null ? default(ReadOnlyMemory<byte>?) : content);
        return null;
    }
}
