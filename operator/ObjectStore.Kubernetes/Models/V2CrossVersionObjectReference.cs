namespace ObjectStore.Kubernetes.Models;

/// <summary>An object of the same namespace.</summary>
public sealed record V2CrossVersionObjectReference
{
    /// <summary>Group and version.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }
}
