using ObjectStore.Kubernetes.Serialization;

namespace ObjectStore.Kubernetes.Models;

/// <summary>Bounds of a rolling update.</summary>
public sealed record V1RollingUpdate
{
    /// <summary>Pods that may be missing.</summary>
    public IntOrString? MaxUnavailable { get; init; }

    /// <summary>Pods that may be too many.</summary>
    public IntOrString? MaxSurge { get; init; }
}
