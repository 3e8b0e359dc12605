namespace ObjectStore.Kubernetes.Models;

/// <summary>An empty directory.</summary>
public sealed record V1EmptyDirVolumeSource
{
    /// <summary><c>Memory</c>, or the disk.</summary>
    public string? Medium { get; init; }

    /// <summary>Quantity.</summary>
    public string? SizeLimit { get; init; }
}
