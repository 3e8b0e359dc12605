namespace ObjectStore.Kubernetes.Models;

/// <summary>Where a volume appears.</summary>
public sealed record V1VolumeMount
{
    /// <summary>The volume.</summary>
    public required string Name { get; init; }

    /// <summary>Path in the container.</summary>
    public required string MountPath { get; init; }

    /// <summary>Path in the volume.</summary>
    public string? SubPath { get; init; }

    /// <summary>Not writable.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>Whether later mounts are seen.</summary>
    public string? MountPropagation { get; init; }
}
