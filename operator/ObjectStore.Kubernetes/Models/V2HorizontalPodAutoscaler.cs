using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Models;

/// <summary>Scales something by its load.</summary>
[KubernetesEntity(Group = "autoscaling", ApiVersion = "v2", Kind = "HorizontalPodAutoscaler", PluralName = "horizontalpodautoscalers")]
public sealed record V2HorizontalPodAutoscaler : KubernetesEntity
{
    /// <summary>The rules.</summary>
    public V2HorizontalPodAutoscalerSpec? Spec { get; init; }
}
