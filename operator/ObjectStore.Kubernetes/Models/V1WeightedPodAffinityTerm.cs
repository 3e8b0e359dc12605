namespace ObjectStore.Kubernetes.Models;

/// <summary>A wish and its weight.</summary>
public sealed record V1WeightedPodAffinityTerm
{
    /// <summary>1 to 100.</summary>
    public required int Weight { get; init; }

    /// <summary>The wish.</summary>
    public required V1PodAffinityTerm PodAffinityTerm { get; init; }
}
