namespace ObjectStore.Kubernetes.Models;

/// <summary>How a deployment runs.</summary>
public sealed record V1DeploymentStatus
{
    /// <summary>Generation that this speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Pods.</summary>
    public int? Replicas { get; init; }

    /// <summary>Pods of the current template.</summary>
    public int? UpdatedReplicas { get; init; }

    /// <summary>Pods that are ready.</summary>
    public int? ReadyReplicas { get; init; }

    /// <summary>Pods that are ready for long enough.</summary>
    public int? AvailableReplicas { get; init; }

    /// <summary>Pods that are missing.</summary>
    public int? UnavailableReplicas { get; init; }

    /// <summary><c>Available</c>, <c>Progressing</c>.</summary>
    public IReadOnlyList<V1Condition>? Conditions { get; init; }
}
