namespace ObjectStore.Kubernetes.Models;

/// <summary>Filter of system calls.</summary>
public sealed record V1SeccompProfile
{
    /// <summary><c>RuntimeDefault</c>, <c>Unconfined</c> or <c>Localhost</c>.</summary>
    public required string Type { get; init; }

    /// <summary>File of the profile.</summary>
    public string? LocalhostProfile { get; init; }
}
