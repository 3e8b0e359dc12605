namespace ObjectStore.Kubernetes.Models;

/// <summary>How pods of a daemon set are replaced.</summary>
public sealed record V1DaemonSetUpdateStrategy
{
    /// <summary><c>OnDelete</c> or <c>RollingUpdate</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Bounds of a rolling update.</summary>
    public V1RollingUpdate? RollingUpdate { get; init; }
}
