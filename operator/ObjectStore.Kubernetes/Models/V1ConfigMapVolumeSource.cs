namespace ObjectStore.Kubernetes.Models;

/// <summary>A ConfigMap as files.</summary>
public sealed record V1ConfigMapVolumeSource
{
    /// <summary>The ConfigMap.</summary>
    public required string Name { get; init; }

    /// <summary>Permissions.</summary>
    public int? DefaultMode { get; init; }

    /// <summary>Whether it may be missing.</summary>
    public bool? Optional { get; init; }

    /// <summary>Keys and their files; null for all.</summary>
    public IReadOnlyList<V1KeyToPath>? Items { get; init; }
}
