namespace ObjectStore.Kubernetes.Models;

/// <summary>What is left of a budget.</summary>
public sealed record V1PodDisruptionBudgetStatus
{
    /// <summary>Pods that may be evicted now.</summary>
    public int? DisruptionsAllowed { get; init; }

    /// <summary>Pods that are ready.</summary>
    public int? CurrentHealthy { get; init; }

    /// <summary>Pods that must be.</summary>
    public int? DesiredHealthy { get; init; }

    /// <summary>Pods that are counted.</summary>
    public int? ExpectedPods { get; init; }
}
