using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Pools;

/// <summary>The storage nodes of one pool. Pure.</summary>
/// <param name="Pods">All its pods.</param>
/// <param name="Wanted">How many there should be; null while nobody has counted.</param>
/// <param name="Revision">That of the current template; null without one.</param>
/// <param name="IsRedundant">Whether all data of the pool is as often there as its profile says.</param>
internal sealed record PoolNodes(IReadOnlyList<V1Pod> Pods, int? Wanted, string? Revision, bool IsRedundant)
{
    /// <summary>Whether no pod is missing. One that is may be of any zone.</summary>
    public bool IsComplete => Wanted is { } wanted && Pods.Count >= wanted;

    /// <summary>Pods of an older template that are not on their way out.</summary>
    public IEnumerable<V1Pod> Outdated => Revision is null ? [] : Pods.Where(pod => !pod.IsDeleting() && pod.Metadata.Labels?.GetValueOrDefault(PlanLabels.Revision) != Revision);

    /// <summary>What a DaemonSet has, and its pods. A pool without one has no nodes, and wants none.</summary>
    public static PoolNodes Of(V1DaemonSet? set, IReadOnlyList<V1Pod> pods, bool isRedundant) =>
        new(pods, set is null ? 0 : set.Status?.DesiredNumberScheduled, set?.Spec?.Template.Metadata?.Labels?.GetValueOrDefault(PlanLabels.Revision), isRedundant);
}
