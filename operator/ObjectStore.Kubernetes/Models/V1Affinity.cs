namespace ObjectStore.Kubernetes.Models;

/// <summary>What a pod is near to or far from.</summary>
public sealed record V1Affinity
{
    /// <summary>Kubernetes nodes.</summary>
    public V1NodeAffinity? NodeAffinity { get; init; }

    /// <summary>Pods to stay away from.</summary>
    public V1PodAntiAffinity? PodAntiAffinity { get; init; }
}
