using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Models;

/// <summary>A Kubernetes node, the machine.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "Node", PluralName = "nodes")]
[EntityScope(EntityScope.Cluster)]
public sealed record V1Node : KubernetesEntity
{
    /// <summary>What people ask of it.</summary>
    public V1NodeSpec? Spec { get; init; }

    /// <summary>How it is.</summary>
    public V1NodeStatus? Status { get; init; }
}
