using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Models;

/// <summary>A pod on each Kubernetes node that is selected.</summary>
[KubernetesEntity(Group = "apps", ApiVersion = "v1", Kind = "DaemonSet", PluralName = "daemonsets")]
public sealed record V1DaemonSet : KubernetesEntity
{
    /// <summary>What runs.</summary>
    public V1DaemonSetSpec? Spec { get; init; }

    /// <summary>How it runs.</summary>
    public V1DaemonSetStatus? Status { get; init; }
}
