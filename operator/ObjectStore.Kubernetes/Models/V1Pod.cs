using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Models;

/// <summary>A pod.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "Pod", PluralName = "pods")]
public sealed record V1Pod : KubernetesEntity
{
    /// <summary>What runs.</summary>
    public V1PodSpec? Spec { get; init; }

    /// <summary>How it runs.</summary>
    public V1PodStatus? Status { get; init; }
}
