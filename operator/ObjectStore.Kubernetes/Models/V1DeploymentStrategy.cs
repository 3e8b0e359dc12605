namespace ObjectStore.Kubernetes.Models;

/// <summary>How pods are replaced.</summary>
public sealed record V1DeploymentStrategy
{
    /// <summary><c>RollingUpdate</c> or <c>Recreate</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Bounds of a rolling update.</summary>
    public V1RollingUpdate? RollingUpdate { get; init; }
}
