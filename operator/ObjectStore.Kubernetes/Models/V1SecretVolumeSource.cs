namespace ObjectStore.Kubernetes.Models;

/// <summary>A Secret as files.</summary>
public sealed record V1SecretVolumeSource
{
    /// <summary>The Secret.</summary>
    public required string SecretName { get; init; }

    /// <summary>Permissions.</summary>
    public int? DefaultMode { get; init; }

    /// <summary>Whether it may be missing.</summary>
    public bool? Optional { get; init; }

    /// <summary>Keys and their files; null for all.</summary>
    public IReadOnlyList<V1KeyToPath>? Items { get; init; }
}
