namespace ObjectStore.Kubernetes.Models;

/// <summary>What answers requests.</summary>
public sealed record V1IngressBackend
{
    /// <summary>A Service.</summary>
    public V1IngressServiceBackend? Service { get; init; }
}
