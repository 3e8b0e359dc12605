using System.Text.Json.Nodes;
using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Tests.ApiServers;

/// <summary>A definition, as far as tests look into it.</summary>
[KubernetesEntity(Group = "apiextensions.k8s.io", ApiVersion = "v1", Kind = "CustomResourceDefinition", PluralName = "customresourcedefinitions")]
[EntityScope(EntityScope.Cluster)]
public sealed record V1CustomResourceDefinition : KubernetesEntity
{
    public JsonObject? Spec { get; init; }

    public JsonObject? Status { get; init; }
}
