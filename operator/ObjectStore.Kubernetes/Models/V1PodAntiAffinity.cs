namespace ObjectStore.Kubernetes.Models;

/// <summary>Pods to stay away from.</summary>
public sealed record V1PodAntiAffinity
{
    /// <summary>Necessary.</summary>
    public IReadOnlyList<V1PodAffinityTerm>? RequiredDuringSchedulingIgnoredDuringExecution { get; init; }

    /// <summary>Wished for.</summary>
    public IReadOnlyList<V1WeightedPodAffinityTerm>? PreferredDuringSchedulingIgnoredDuringExecution { get; init; }
}
