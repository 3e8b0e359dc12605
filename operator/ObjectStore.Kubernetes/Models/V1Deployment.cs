using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Models;

/// <summary>Pods that are alike and replaced one by one.</summary>
[KubernetesEntity(Group = "apps", ApiVersion = "v1", Kind = "Deployment", PluralName = "deployments")]
public sealed record V1Deployment : KubernetesEntity
{
    /// <summary>What runs.</summary>
    public V1DeploymentSpec? Spec { get; init; }

    /// <summary>How it runs.</summary>
    public V1DeploymentStatus? Status { get; init; }
}
