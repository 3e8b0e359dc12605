using ObjectStore.Kubernetes.Serialization;

namespace ObjectStore.Kubernetes.Models;

/// <summary>A budget: one of the two bounds.</summary>
public sealed record V1PodDisruptionBudgetSpec
{
    /// <summary>The pods.</summary>
    public V1LabelSelector? Selector { get; init; }

    /// <summary>Pods that may be missing.</summary>
    public IntOrString? MaxUnavailable { get; init; }

    /// <summary>Pods that must be there.</summary>
    public IntOrString? MinAvailable { get; init; }

    /// <summary>Whether pods that are not ready may be evicted in any case: <c>AlwaysAllow</c>, or <c>IfHealthyBudget</c> by default.</summary>
    public string? UnhealthyPodEvictionPolicy { get; init; }
}
