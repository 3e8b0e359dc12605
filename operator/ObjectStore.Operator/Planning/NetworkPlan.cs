using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;

namespace ObjectStore.Operator.Planning;

/// <summary>Who may connect to the pods of a store. Probes come from the Kubernetes node, which policies do not stop. Pure.</summary>
/// <param name="Store">The store, with its uid.</param>
/// <param name="Pools">Names of its pools.</param>
/// <param name="OperatorNamespace">Where the operator, and with it the curator, runs.</param>
internal sealed record NetworkPlan(V1Alpha1ObjectStore Store, IReadOnlyList<string> Pools, string OperatorNamespace)
{
    private const string NamespaceName = "kubernetes.io/metadata.name";

    private string Name => Store.Metadata.Name!;

    private StoreNetworkPolicy Spec => Store.Spec!.NetworkPolicy!;

    private Dictionary<string, string> Gateways => PlanLabels.OfStore(Name, PlanLabels.Gateway);

    private Dictionary<string, string> FirstNodes => PlanLabels.OfPool(Pools[0], PlanLabels.Node);

    /// <summary>Storage nodes of all pools. With one pool by a label, as ever.</summary>
    private V1LabelSelector Nodes => Pools.Count == 1
        ? new V1LabelSelector { MatchLabels = FirstNodes }
        : new V1LabelSelector
        {
            MatchLabels = FirstNodes.Where(static label => label.Key != PlanLabels.Pool).ToDictionary(StringComparer.Ordinal),
            MatchExpressions = [new V1LabelSelectorRequirement { Key = PlanLabels.Pool, Operator = "In", Values = [.. Pools.Order(StringComparer.Ordinal)] }],
        };

    private V1NetworkPolicyPeer Operator => new() { NamespaceSelector = Namespaces([OperatorNamespace]) };

    private V1NetworkPolicyIngressRule Metrics => new()
    {
        From = [new V1NetworkPolicyPeer { NamespaceSelector = Spec.MetricsNamespaces is { } names ? Namespaces(names) : new V1LabelSelector() }],
        Ports = [Port("admin")],
    };

    /// <summary>All of them.</summary>
    public IEnumerable<V1NetworkPolicy> All()
    {
        yield return Policy(PlanNames.Gateway(Name), Gateways, Select(Gateways), new V1NetworkPolicyIngressRule { From = Clients(), Ports = [Port("s3")] }, Metrics);
        var peers = new V1NetworkPolicyIngressRule { From = [Pods(Gateways), new V1NetworkPolicyPeer { PodSelector = Nodes }, Operator], Ports = [Port("grpc"), Port("payload")] };
        yield return Policy(PlanNames.NodesPolicy(Name), FirstNodes, Nodes, peers, Metrics);
        if (Store.Spec!.Index.Bundled is null) yield break;
        var postgres = PlanLabels.OfStore(Name, PlanLabels.Postgres);
        yield return Policy(PlanNames.Postgres(Name), postgres, Select(postgres), new V1NetworkPolicyIngressRule { From = [Pods(Gateways), Operator], Ports = [Port("postgres")] });
    }

    /// <summary>Null for everybody. The curator is a client where it replicates.</summary>
    private IReadOnlyList<V1NetworkPolicyPeer>? Clients()
    {
        if (Spec.ClientNamespaces is not { } names) return null;
        var clients = new V1NetworkPolicyPeer { NamespaceSelector = Namespaces(names) };
        return Store.Spec!.ReplicationTargets is { Count: > 0 } ? [clients, Operator] : [clients];
    }

    private V1NetworkPolicy Policy(string name, Dictionary<string, string> labels, V1LabelSelector pods, params IReadOnlyList<V1NetworkPolicyIngressRule> rules) => new()
    {
        Metadata = PodParts.OwnedMeta(name, Store, labels),
        Spec = new V1NetworkPolicySpec { PodSelector = pods, PolicyTypes = ["Ingress"], Ingress = rules },
    };

    private static V1NetworkPolicyPeer Pods(Dictionary<string, string> labels) => new() { PodSelector = Select(labels) };

    private static V1LabelSelector Select(Dictionary<string, string> labels) => new() { MatchLabels = labels };

    private static V1LabelSelector Namespaces(IReadOnlyList<string> names) =>
        new() { MatchExpressions = [new V1LabelSelectorRequirement { Key = NamespaceName, Operator = "In", Values = names }] };

    private static V1NetworkPolicyPort Port(string name) => new() { Port = name, Protocol = "TCP" };
}
