namespace ObjectStore.Kubernetes.Models;

/// <summary>What is scaled, and by what.</summary>
public sealed record V2HorizontalPodAutoscalerSpec
{
    /// <summary>What is scaled.</summary>
    public required V2CrossVersionObjectReference ScaleTargetRef { get; init; }

    /// <summary>Fewest pods.</summary>
    public int? MinReplicas { get; init; }

    /// <summary>Most pods.</summary>
    public required int MaxReplicas { get; init; }

    /// <summary>The loads.</summary>
    public IReadOnlyList<V2MetricSpec>? Metrics { get; init; }
}
