using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Watching;
using ObjectStore.Operator.Api.V1Alpha1;

namespace ObjectStore.Operator.Buckets;

/// <summary>Which of the Bucket resources that ask for a name in a store has it: the one that was there first.</summary>
internal static class BucketClaims
{
    private const string Index = "bucket-in-store";
    private const string OwnerPrefix = "kubernetes/";

    /// <summary>Name in S3.</summary>
    public static string NameOf(V1Alpha1Bucket bucket) => bucket.Spec?.Name ?? bucket.Metadata.Name!;

    /// <summary>The store that holds the bucket.</summary>
    public static EntityKey StoreOf(V1Alpha1Bucket bucket) => new(bucket.Spec!.StoreRef.Namespace ?? bucket.Metadata.Namespace, bucket.Spec.StoreRef.Name);

    /// <summary>As the owner in the catalog: says which resource made the bucket, and is the same when the resource is made anew.</summary>
    public static string OwnerIdOf(V1Alpha1Bucket bucket) => $"{OwnerPrefix}{bucket.Metadata.Namespace}/{bucket.Metadata.Name}";

    /// <summary>Whether the catalog's owner of a bucket is a resource of another namespace, gone or not: what teams leave behind is theirs, and not for others to take over.</summary>
    public static bool IsOfAnotherNamespace(string ownerId, V1Alpha1Bucket bucket) =>
        ownerId.StartsWith(OwnerPrefix, StringComparison.Ordinal) && !ownerId.StartsWith($"{OwnerPrefix}{bucket.Metadata.Namespace}/", StringComparison.Ordinal);

    /// <summary>The other resource that has the name, or null.</summary>
    public static V1Alpha1Bucket? FindOther(V1Alpha1Bucket bucket, IInformer<V1Alpha1Bucket> buckets)
    {
        buckets.AddIndex(Index, static each => each.Spec is null ? [] : [ValueOf(each)]);
        var first = buckets.ByIndex(Index, ValueOf(bucket))
            .OrderBy(static each => each.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue).ThenBy(static each => each.Key().ToString(), StringComparer.Ordinal).FirstOrDefault();
        return first is null || first.Metadata.Uid == bucket.Metadata.Uid ? null : first;
    }

    private static string ValueOf(V1Alpha1Bucket bucket) => $"{StoreOf(bucket)} {NameOf(bucket)}";
}
