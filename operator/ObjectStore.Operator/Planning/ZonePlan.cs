using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;

namespace ObjectStore.Operator.Planning;

/// <summary>How pods learn their zone: a ConfigMap with a key for each Kubernetes node, of which a pod reads its own. Pure.</summary>
internal static class ZonePlan
{
    /// <summary>The zone of each Kubernetes node that has one.</summary>
    public static SortedDictionary<string, string> ZonesOf(IEnumerable<V1Node> nodes, string topologyKey)
    {
        var zones = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            if (node.Metadata.Labels?.GetValueOrDefault(topologyKey) is { Length: > 0 } zone) zones[node.Metadata.Name!] = zone;
        }

        return zones;
    }

    public static V1ConfigMap ConfigMap(V1Alpha1ObjectStore store, IReadOnlyDictionary<string, string> zones) => new()
    {
        Metadata = PodParts.OwnedMeta(PlanNames.Zones(store.Metadata.Name!), store, PlanLabels.OfStore(store.Metadata.Name!, "zones")),
        Data = zones,
    };
}
