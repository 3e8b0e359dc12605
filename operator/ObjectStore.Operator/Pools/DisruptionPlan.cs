using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Pools;

/// <summary>
/// How many storage nodes may be evicted: a budget for each zone, so that of at most one zone some may. A zone is opened for who cordons nodes in it, when all data is whole and
/// all other zones serve. Pure.
/// </summary>
internal static class DisruptionPlan
{
    /// <summary>The zone whose storage nodes may be evicted, or null.</summary>
    /// <param name="pods">Pods of the pool that have their zone.</param>
    /// <param name="cordoned">Kubernetes nodes that take no new pods.</param>
    /// <param name="wanted">How many pods there should be. Fewer mean that some zone is disturbed, nobody knows which.</param>
    /// <param name="isRedundant">Whether all data is as often there as its profile says.</param>
    /// <param name="rolling">The zone whose pods are about to be replaced, or null: no other one is opened meanwhile, so that evictions wait for a rollout and not the other way round.</param>
    /// <param name="now">Now.</param>
    public static string? OpenZone(IReadOnlyList<V1Pod> pods, IReadOnlySet<string> cordoned, int wanted, bool isRedundant, string? rolling, DateTimeOffset now)
    {
        if (pods.Count < wanted) return null;

        // The report may be of before a pod went and came, so what has just come back counts as not there yet.
        var disturbed = pods.Where(pod => !PodFacts.IsSettled(pod, now)).Select(ZoneOf).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        var asked = pods.Where(pod => pod.Spec?.NodeName is { } node && cordoned.Contains(node)).Select(ZoneOf).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();

        // A zone that is being drained is the one that is not whole: it stays open until somebody is done with it.
        if (disturbed is [var only]) return asked.Contains(only) ? only : null;
        return disturbed.Length == 0 && isRedundant ? asked.FirstOrDefault(zone => rolling is null || zone == rolling) : null;
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
}
