using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Models;

/// <summary>A claim of storage.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "PersistentVolumeClaim", PluralName = "persistentvolumeclaims")]
public sealed record V1PersistentVolumeClaim : KubernetesEntity
{
    /// <summary>What is claimed.</summary>
    public V1PersistentVolumeClaimSpec? Spec { get; init; }
}
