using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Models;

/// <summary>Pods with names and storage of their own.</summary>
[KubernetesEntity(Group = "apps", ApiVersion = "v1", Kind = "StatefulSet", PluralName = "statefulsets")]
public sealed record V1StatefulSet : KubernetesEntity
{
    /// <summary>What runs.</summary>
    public V1StatefulSetSpec? Spec { get; init; }

    /// <summary>How it runs.</summary>
    public V1StatefulSetStatus? Status { get; init; }
}
