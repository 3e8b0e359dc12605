using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Models;

/// <summary>How many pods may be missing on purpose.</summary>
[KubernetesEntity(Group = "policy", ApiVersion = "v1", Kind = "PodDisruptionBudget", PluralName = "poddisruptionbudgets")]
public sealed record V1PodDisruptionBudget : KubernetesEntity
{
    /// <summary>The budget.</summary>
    public V1PodDisruptionBudgetSpec? Spec { get; init; }

    /// <summary>What is left of it.</summary>
    public V1PodDisruptionBudgetStatus? Status { get; init; }
}
