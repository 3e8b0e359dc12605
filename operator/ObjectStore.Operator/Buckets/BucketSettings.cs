using ObjectStore.Index.Catalog;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;

namespace ObjectStore.Operator.Buckets;

/// <summary>The settings of a bucket that its resource asks for. What the spec does not name is left as it is; what it named before, and names no more, is taken back.</summary>
/// <param name="Rules">What writes have to obey.</param>
/// <param name="Documents">The documents.</param>
internal sealed record BucketSettings(BucketRules Rules, BucketDocumentSet Documents)
{
    private const string Enabled = "Enabled";
    private const string Suspended = "Suspended";

    /// <summary>Settings that a spec names, as it names them.</summary>
    public static IReadOnlyList<string> NamedBy(BucketSpec spec)
    {
        (string Name, bool IsNamed)[] all =
        [
            ("acl", spec.Acl is not null),
            ("compression", spec.Compression is not null),
            ("cors", spec.Cors is not null),
            ("encryption", spec.Encryption is not null),
            ("lifecycle", spec.Lifecycle is not null),
            ("objectLock", spec.ObjectLock is not null),
            ("objectOwnership", spec.ObjectOwnership is not null),
            ("policy", spec.Policy is not null),
            ("publicAccessBlock", spec.PublicAccessBlock is not null),
            (BucketStorage.Name, spec.Quota is not null),
            ("replication", spec.Replication is not null),
            ("tags", spec.Tags is not null),
            ("versioning", spec.Versioning is not null),
            ("website", spec.Website is not null),
        ];
        return [.. all.Where(static each => each.IsNamed).Select(static each => each.Name)];
    }

    /// <summary>The settings over those that the bucket has, or why not. Pure.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="bucket">The bucket, with the rules that it has.</param>
    /// <param name="present">The documents that it has.</param>
    /// <param name="targets">Names of the targets of the store's replication.</param>
    public static (BucketSettings? Settings, SpecProblem? Problem) Plan(V1Alpha1Bucket resource, BucketRecord bucket, BucketDocumentSet present, IReadOnlySet<string> targets)
    {
        var spec = resource.Spec!;
        if (spec.Versioning is not (null or Enabled or Suspended)) return (null, new SpecProblem("InvalidVersioning", $"'{spec.Versioning}' is no state of versioning."));
        if (spec.Versioning == Suspended && (spec.ObjectLock is not null || bucket.Rules.HasObjectLock))
            return (null, new SpecProblem("InvalidVersioning", "Versioning cannot be suspended in a bucket with object lock."));
        if (BucketStorage.Check(spec) is { } quotaProblem) return (null, quotaProblem);
        var rules = bucket.Rules;
        if (spec.Versioning is { } versioning) rules = rules with { Versioning = versioning == Suspended ? BucketVersioning.Suspended : BucketVersioning.Enabled };
        if (spec.ObjectLock is { } objectLock)
        {
            if (!BucketRetention.TryRead(objectLock.DefaultRetention, out var retention, out var reason)) return (null, new SpecProblem("InvalidObjectLock", reason));
            rules = rules with { HasObjectLock = true, Versioning = BucketVersioning.Enabled, DefaultRetention = retention };
        }

        var draft = new BucketDocumentDraft(bucket.Name, bucket.OwnerId, present, resource.Status?.Configured ?? [], targets);
        if ((draft.Make(spec) ?? CheckReplication(spec, rules, draft.Documents)) is { } problem) return (null, problem);
        return (new BucketSettings(rules, draft.Documents), null);
    }

    /// <summary>S3 replicates only what has versions, whoever made the rules.</summary>
    private static SpecProblem? CheckReplication(BucketSpec spec, BucketRules rules, BucketDocumentSet documents)
    {
        if (rules.Versioning == BucketVersioning.Enabled || documents.Find(BucketDocumentKind.Replication) is null) return null;
        return spec.Replication is not null
            ? new SpecProblem("InvalidReplication", "Only buckets that keep versions are replicated: versioning must be Enabled.")
            : new SpecProblem("InvalidVersioning", "The bucket has rules of replication, so it has to keep versions.");
    }
}
