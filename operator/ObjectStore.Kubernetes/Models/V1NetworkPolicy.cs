using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Models;

/// <summary>Who may talk to pods.</summary>
[KubernetesEntity(Group = "networking.k8s.io", ApiVersion = "v1", Kind = "NetworkPolicy", PluralName = "networkpolicies")]
public sealed record V1NetworkPolicy : KubernetesEntity
{
    /// <summary>The rules.</summary>
    public V1NetworkPolicySpec? Spec { get; init; }
}
