using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Models;

/// <summary>A stable address of pods.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "Service", PluralName = "services")]
public sealed record V1Service : KubernetesEntity
{
    /// <summary>Which pods, which ports.</summary>
    public V1ServiceSpec? Spec { get; init; }

    /// <summary>Addresses outside.</summary>
    public V1ServiceStatus? Status { get; init; }
}
