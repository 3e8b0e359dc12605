using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;

namespace ObjectStore.Operator.Planning;

/// <summary>Who may connect to the pods of a store. Probes come from the Kubernetes node, which policies do not stop. Pure.</summary>
/// <param name="Store">The store, with its uid.</param>
/// <param name="Pool">Name of its pool.</param>
/// <param name="OperatorNamespace">Where the operator, and with it the curator, runs.</param>
internal sealed record NetworkPlan(V1Alpha1ObjectStore Store, string Pool, string OperatorNamespace)
{
    private const string NamespaceName = "kubernetes.io/metadata.name";

    private string Name => Store.Metadata.Name!;

    private StoreNetworkPolicy Spec => Store.Spec!.NetworkPolicy!;

    private Dictionary<string, string> Gateways => PlanLabels.OfStore(Name, PlanLabels.Gateway);

    private Dictionary<string, string> Nodes => PlanLabels.OfPool(Pool, PlanLabels.Node);

    private V1NetworkPolicyPeer Operator => new() { NamespaceSelector = Namespaces([OperatorNamespace]) };

    private V1NetworkPolicyIngressRule Metrics => new()
    {
        From = [new V1NetworkPolicyPeer { NamespaceSelector = Spec.MetricsNamespaces is { } names ? Namespaces(names) : new V1LabelSelector() }],
        Ports = [Port("admin")],
    };

    /// <summary>All of them.</summary>
    public IEnumerable<V1NetworkPolicy> All()
    {
        var clients = new V1NetworkPolicyIngressRule { From = Spec.ClientNamespaces is { } names ? [new V1NetworkPolicyPeer { NamespaceSelector = Namespaces(names) }] : null, Ports = [Port("s3")] };
        yield return Policy(PlanNames.Gateway(Name), Gateways, clients, Metrics);
        var peers = new V1NetworkPolicyIngressRule { From = [Pods(Gateways), Pods(Nodes), Operator], Ports = [Port("grpc"), Port("payload")] };
        yield return Policy(PlanNames.NodesPolicy(Name), Nodes, peers, Metrics);
        if (Store.Spec!.Index.Bundled is null) yield break;
        yield return Policy(PlanNames.Postgres(Name), PlanLabels.OfStore(Name, PlanLabels.Postgres), new V1NetworkPolicyIngressRule { From = [Pods(Gateways), Operator], Ports = [Port("postgres")] });
    }

    private V1NetworkPolicy Policy(string name, Dictionary<string, string> pods, params IReadOnlyList<V1NetworkPolicyIngressRule> rules) => new()
    {
        Metadata = PodParts.OwnedMeta(name, Store, pods),
        Spec = new V1NetworkPolicySpec { PodSelector = new V1LabelSelector { MatchLabels = pods }, PolicyTypes = ["Ingress"], Ingress = rules },
    };

    private static V1NetworkPolicyPeer Pods(Dictionary<string, string> labels) => new() { PodSelector = new V1LabelSelector { MatchLabels = labels } };

    private static V1LabelSelector Namespaces(IReadOnlyList<string> names) =>
        new() { MatchExpressions = [new V1LabelSelectorRequirement { Key = NamespaceName, Operator = "In", Values = names }] };

    private static V1NetworkPolicyPort Port(string name) => new() { Port = name, Protocol = "TCP" };
}
