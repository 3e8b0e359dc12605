using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Tests.ApiServers;

/// <summary>A custom resource of the tests.</summary>
[KubernetesEntity(Group = Group, ApiVersion = "v1", Kind = "Widget", PluralName = "widgets")]
public sealed record V1Widget : CustomKubernetesEntity<V1WidgetSpec, V1WidgetStatus>
{
    public const string Group = "test.objectstore.dev";
}
