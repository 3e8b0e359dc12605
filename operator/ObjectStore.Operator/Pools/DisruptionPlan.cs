using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Pools;

/// <summary>
/// How many storage nodes may be evicted: a budget for each zone, so that of at most one zone of the store some may. A zone is opened for who cordons nodes in it, when all data of the
/// pool is whole and all other zones serve. Pure.
/// </summary>
internal static class DisruptionPlan
{
    /// <summary>The zone whose storage nodes may be evicted, or null.</summary>
    /// <param name="own">Storage nodes of the pool.</param>
    /// <param name="others">Those of the other pools of the store.</param>
    /// <param name="cordoned">Kubernetes nodes that take no new pods.</param>
    /// <param name="rolling">The zone whose pods are about to be replaced, or null: no other one is opened meanwhile, so that evictions wait for a rollout and not the other way round.</param>
    /// <param name="now">Now.</param>
    public static string? OpenZone(PoolNodes own, IReadOnlyList<PoolNodes> others, IReadOnlySet<string> cordoned, string? rolling, DateTimeOffset now)
    {
        var all = others.Prepend(own).ToArray();
        if (!all.All(static pool => pool.IsComplete)) return null;

        // The report may be of before a pod went and came, so what has just come back counts as not there yet.
        var disturbed = ZonesOf(all.SelectMany(static pool => pool.Pods).Where(pod => !PodFacts.IsSettled(pod, now)));
        var asked = ZonesOf(all.SelectMany(static pool => pool.Pods).Where(IsCordoned));

        // A zone that is being drained is the one that is not whole: it stays open until somebody is done with it.
        var zone = disturbed switch { [] => asked.FirstOrDefault(zone => rolling is null || zone == rolling), [var only] when asked.Contains(only) => only, _ => null };
        if (zone is null || !own.Pods.Any(pod => IsCordoned(pod) && ZoneOf(pod) == zone)) return null;
        var isDraining = own.Pods.Any(pod => ZoneOf(pod) == zone && !PodFacts.IsSettled(pod, now));
        return isDraining || own.IsRedundant ? zone : null;

        bool IsCordoned(V1Pod pod) => pod.Spec?.NodeName is { } node && cordoned.Contains(node);
    }

    /// <summary>The budgets, one for each zone. They count pods, because a DaemonSet has no number of its own that budgets could take a part of.</summary>
    public static IEnumerable<V1PodDisruptionBudget> Budgets(V1Alpha1StoragePool pool, IReadOnlyList<V1Pod> pods, string? openZone) => pods
        .Select(ZoneOf).OfType<string>().GroupBy(static zone => zone, StringComparer.Ordinal).OrderBy(static zone => zone.Key, StringComparer.Ordinal)
        .Select(zone => Budget(pool, zone.Key, zone.Key == openZone ? 0 : zone.Count()));

    private static V1PodDisruptionBudget Budget(V1Alpha1StoragePool pool, string zone, int minAvailable)
    {
        var labels = PlanLabels.OfPool(pool.Metadata.Name!, PlanLabels.Node);
        var selector = new Dictionary<string, string>(labels, StringComparer.Ordinal) { [PlanLabels.Zone] = zone };
        return new V1PodDisruptionBudget
        {
            Metadata = PodParts.OwnedMeta($"{PlanNames.Node(pool.Metadata.Name!)}-{NameOf(zone)}", pool, selector),
            Spec = new V1PodDisruptionBudgetSpec { Selector = new V1LabelSelector { MatchLabels = selector }, MinAvailable = minAvailable },
        };
    }

    /// <summary>Labels may have characters that names may not; then the name is a hash.</summary>
    private static string NameOf(string zone) =>
        zone.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && !zone.EndsWith('-') ? zone : PodParts.HashOf(System.Text.Encoding.UTF8.GetBytes(zone));

    /// <summary>The zone that a pod has as a label, or null.</summary>
    public static string? ZoneOf(V1Pod pod) => pod.Metadata.Labels?.GetValueOrDefault(PlanLabels.Zone);

    private static string[] ZonesOf(IEnumerable<V1Pod> pods) => [.. pods.Select(ZoneOf).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
