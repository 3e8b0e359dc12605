using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Pools;

/// <summary>Which pods of storage nodes are replaced now. One zone of the store at a time, and the next only when all data is whole. Pure.</summary>
internal static class RolloutPlan
{
    /// <summary>Pods to delete; the DaemonSet makes new ones of the current template.</summary>
    /// <param name="own">Storage nodes of the pool.</param>
    /// <param name="others">Those of the other pools of the store.</param>
    /// <param name="now">Now.</param>
    public static IReadOnlyList<V1Pod> PodsToReplace(PoolNodes own, IReadOnlyList<PoolNodes> others, DateTimeOffset now)
    {
        var outdated = own.Outdated.ToArray();

        // Who does not serve is missed by nobody: a spec that was wrong is mended at once.
        var broken = outdated.Where(static pod => !PodFacts.IsReady(pod)).ToArray();
        var serving = outdated.Where(PodFacts.IsReady).ToArray();
        var isWhole = own.IsRedundant && others.Prepend(own).All(pool => pool.IsComplete && pool.Pods.All(pod => PodFacts.IsSettled(pod, now)));
        if (serving.Length == 0 || !isWhole) return broken;
        var zone = serving.Select(ZoneOf).Min(StringComparer.Ordinal);

        // Pools are reconciled at the same time: all of them begin with the same zone, and who has nothing there waits. One that may not go on itself is not waited for.
        var first = FirstZone(others);
        return first is not null && StringComparer.Ordinal.Compare(first, zone) < 0 ? broken : [.. serving.Where(pod => ZoneOf(pod) == zone)];
    }

    /// <summary>The zone that some pools begin with; null when none of them has anything to replace, or may go on.</summary>
    public static string? FirstZone(IEnumerable<PoolNodes> pools) =>
        pools.Where(static pool => pool.IsRedundant).SelectMany(static pool => pool.Outdated).Select(ZoneOf).Min(StringComparer.Ordinal);

    /// <summary>A pod whose zone is not known counts as a zone of its own.</summary>
    private static string ZoneOf(V1Pod pod) => pod.Metadata.Labels?.GetValueOrDefault(PlanLabels.Zone) ?? $"/{pod.Metadata.Name}";
}
