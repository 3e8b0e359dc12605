using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Pools;

/// <summary>Which pods of storage nodes are replaced now. One zone at a time, and the next only when all data is whole. Pure.</summary>
internal static class RolloutPlan
{
    /// <summary>Pods to delete; the DaemonSet makes new ones of the current template.</summary>
    /// <param name="pods">All pods of the pool.</param>
    /// <param name="wanted">How many there should be. Fewer mean that one is being replaced and has not come back.</param>
    /// <param name="revision">That of the current template.</param>
    /// <param name="isRedundant">Whether all data is as often there as its profile says.</param>
    /// <param name="now">Now.</param>
    public static IReadOnlyList<V1Pod> PodsToReplace(IReadOnlyList<V1Pod> pods, int wanted, string revision, bool isRedundant, DateTimeOffset now)
    {
        var outdated = pods.Where(pod => !pod.IsDeleting() && RevisionOf(pod) != revision).ToArray();

        // Who does not serve is missed by nobody: a spec that was wrong is mended at once.
        var broken = outdated.Where(static pod => !PodFacts.IsReady(pod)).ToArray();
        var serving = outdated.Where(PodFacts.IsReady).ToArray();
        var isWhole = isRedundant && pods.Count >= wanted && pods.All(pod => PodFacts.IsSettled(pod, now));
        if (serving.Length == 0 || !isWhole) return broken;
        var zone = serving.Select(ZoneOf).Min(StringComparer.Ordinal);
        return [.. serving.Where(pod => ZoneOf(pod) == zone)];
    }

    private static string RevisionOf(V1Pod pod) => pod.Metadata.Labels?.GetValueOrDefault(PlanLabels.Revision) ?? "";

    /// <summary>A pod whose zone is not known counts as a zone of its own.</summary>
    private static string ZoneOf(V1Pod pod) => pod.Metadata.Labels?.GetValueOrDefault(PlanLabels.Zone) ?? $"/{pod.Metadata.Name}";
}
