using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Operator.Foreign;

/// <summary>A route of the Gateway API; of its fields those that the operator writes and reads.</summary>
[KubernetesEntity(Group = "gateway.networking.k8s.io", ApiVersion = "v1", Kind = "HTTPRoute", PluralName = "httproutes")]
public sealed record V1HTTPRoute : KubernetesEntity
{
    /// <summary>What is routed.</summary>
    public V1HTTPRouteSpec? Spec { get; init; }

    /// <summary>What the controllers of its gateways say of it.</summary>
    public V1HTTPRouteStatus? Status { get; init; }
}
