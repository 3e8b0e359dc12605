using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Pools;

namespace ObjectStore.Operator.Hosting;

/// <summary>What of an object concerns resources of other kinds: without it the heartbeats of a thousand Kubernetes nodes would reconcile every store several times a second. Pure.</summary>
internal static class WatchedAspects
{
    /// <summary>Of a Kubernetes node its labels, taints, whether it is cordoned, and what people ask of its devices; not its status.</summary>
    public static bool IsSameNode(V1Node before, V1Node now) =>
        before.HasLabelsOf(now)
        && before.Metadata.Uid == now.Metadata.Uid
        && before.IsDeleting() == now.IsDeleting()
        && before.Metadata.Annotations?.GetValueOrDefault(DeviceWishes.DrainAnnotation) == now.Metadata.Annotations?.GetValueOrDefault(DeviceWishes.DrainAnnotation)
        && (before.Spec?.Unschedulable == true) == (now.Spec?.Unschedulable == true)
        && (before.Spec?.Taints ?? []).SequenceEqual(now.Spec?.Taints ?? []);

    /// <summary>Of a store, for its buckets, the spec and whether its index is open; not how many gateways are ready.</summary>
    public static bool IsSameStore(V1Alpha1ObjectStore before, V1Alpha1ObjectStore now) =>
        HasSameSpec(before, now) && Holds(before.Status?.Conditions, ConditionTypes.IndexAvailable) == Holds(now.Status?.Conditions, ConditionTypes.IndexAvailable);

    /// <summary>Of a bucket, for accesses to it, the spec and whether it is ready; not what it holds.</summary>
    public static bool IsSameBucket(V1Alpha1Bucket before, V1Alpha1Bucket now) =>
        HasSameSpec(before, now) && Holds(before.Status?.Conditions, ConditionTypes.Ready) == Holds(now.Status?.Conditions, ConditionTypes.Ready);

    private static bool HasSameSpec(IKubernetesObject<V1ObjectMeta> before, IKubernetesObject<V1ObjectMeta> now) =>
        (before.Metadata.Uid, before.Metadata.Generation) == (now.Metadata.Uid, now.Metadata.Generation) && before.IsDeleting() == now.IsDeleting();

    private static bool Holds(IReadOnlyList<V1Condition>? conditions, string type) => conditions?.Any(condition => condition.Type == type && condition.Status == "True") == true;
}
