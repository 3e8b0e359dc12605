using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Models;

/// <summary>Requests from outside by host and path.</summary>
[KubernetesEntity(Group = "networking.k8s.io", ApiVersion = "v1", Kind = "Ingress", PluralName = "ingresses")]
public sealed record V1Ingress : KubernetesEntity
{
    /// <summary>The rules.</summary>
    public V1IngressSpec? Spec { get; init; }
}
