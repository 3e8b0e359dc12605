namespace ObjectStore.Kubernetes.Models;

/// <summary>A claim.</summary>
public sealed record V1PersistentVolumeClaimVolumeSource
{
    /// <summary>The claim.</summary>
    public required string ClaimName { get; init; }

    /// <summary>Not writable.</summary>
    public bool? ReadOnly { get; init; }
}
