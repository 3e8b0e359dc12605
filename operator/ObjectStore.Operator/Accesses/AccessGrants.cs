using ObjectStore.Kubernetes.Entities;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Buckets;
using ObjectStore.Operator.Conditions;

namespace ObjectStore.Operator.Accesses;

/// <summary>Which buckets an access may have. Pure.</summary>
internal static class AccessGrants
{
    private const string Everybody = "*";

    /// <summary>The buckets that it refers to, all of them usable, or why not.</summary>
    public static (IReadOnlyList<V1Alpha1Bucket>? Buckets, SpecProblem? Problem) Resolve(V1Alpha1BucketAccess access, Func<EntityKey, V1Alpha1Bucket?> find)
    {
        var buckets = new List<V1Alpha1Bucket>();
        foreach (var reference in access.Spec!.BucketRefs)
        {
            var key = new EntityKey(reference.Namespace ?? access.Metadata.Namespace, reference.Name);

            // A bucket that may not be used looks like one that is not there: its namespace is nobody else's business.
            if (find(key) is not { } bucket || !Allows(bucket, access)) return Refuse("BucketNotFound", $"There is no Bucket {key}, or its accessFrom does not name the namespace {access.Metadata.Namespace}.");
            if (bucket.IsDeleting()) return Refuse("BucketDeleting", $"The Bucket {key} is being deleted.");
            if (bucket.Status?.Conditions?.Any(static condition => condition is { Type: ConditionTypes.Ready, Status: "True" }) != true) return Refuse("BucketNotReady", $"The Bucket {key} is not ready.");
            buckets.Add(bucket);
        }

        if (buckets.Count == 0) return Refuse("NoBuckets", "The access refers to no bucket.");
        return buckets.Select(BucketClaims.StoreOf).Distinct().Count() > 1 ? Refuse("SeveralStores", "The buckets are in different stores; an access key belongs to one.") : (buckets, null);
    }

    /// <summary>Those of the buckets that it refers to that it may have, usable now or not. What it had of others is taken back.</summary>
    public static IEnumerable<V1Alpha1Bucket> Allowed(V1Alpha1BucketAccess access, Func<EntityKey, V1Alpha1Bucket?> find) => access.Spec!.BucketRefs
        .Select(reference => find(new EntityKey(reference.Namespace ?? access.Metadata.Namespace, reference.Name))).OfType<V1Alpha1Bucket>().Where(bucket => bucket.Spec is not null && Allows(bucket, access));

    private static bool Allows(V1Alpha1Bucket bucket, V1Alpha1BucketAccess access) =>
        bucket.Metadata.Namespace == access.Metadata.Namespace || bucket.Spec?.AccessFrom?.Any(from => from == Everybody || from == access.Metadata.Namespace) == true;

    private static (IReadOnlyList<V1Alpha1Bucket>?, SpecProblem?) Refuse(string reason, string message) => (null, new SpecProblem(reason, message));
}
