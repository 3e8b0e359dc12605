using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Pools;

/// <summary>Which pods of storage nodes are replaced now. One zone at a time, and the next only when all data is whole. Pure.</summary>
internal static class RolloutPlan
{
    /// <summary>Pods to delete; the DaemonSet makes new ones of the current template.</summary>
    /// <param name="pods">All pods of the pool.</param>
    /// <param name="revision">That of the current template.</param>
    /// <param name="isRedundant">Whether all data is as often there as its profile says.</param>
    public static IReadOnlyList<V1Pod> PodsToReplace(IReadOnlyList<V1Pod> pods, string revision, bool isRedundant)
    {
        var outdated = pods.Where(pod => !pod.IsDeleting() && RevisionOf(pod) != revision).ToArray();

        // Who does not serve is missed by nobody: a spec that was wrong is mended at once.
        var broken = outdated.Where(static pod => !PodFacts.IsReady(pod)).ToArray();
        var disturbed = pods.Where(static pod => !PodFacts.IsReady(pod)).Select(ZoneOf).Distinct(StringComparer.Ordinal).ToArray();
        var serving = outdated.Where(PodFacts.IsReady).ToArray();
        if (serving.Length == 0 || disturbed.Length > 0 || !isRedundant) return broken;
        var zone = serving.Select(ZoneOf).Min(StringComparer.Ordinal);
        return [.. serving.Where(pod => ZoneOf(pod) == zone)];
    }

    private static string RevisionOf(V1Pod pod) => pod.Metadata.Labels?.GetValueOrDefault(PlanLabels.Revision) ?? "";

    /// <summary>A pod whose zone is not known counts as a zone of its own.</summary>
    private static string ZoneOf(V1Pod pod) => pod.Metadata.Labels?.GetValueOrDefault(PlanLabels.Zone) ?? $"/{pod.Metadata.Name}";
}
