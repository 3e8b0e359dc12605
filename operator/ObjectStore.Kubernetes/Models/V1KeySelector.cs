namespace ObjectStore.Kubernetes.Models;

/// <summary>A key of a Secret or ConfigMap in the same namespace.</summary>
public sealed record V1KeySelector
{
    /// <summary>The object.</summary>
    public required string Name { get; init; }

    /// <summary>The key.</summary>
    public required string Key { get; init; }

    /// <summary>Whether it may be missing.</summary>
    public bool? Optional { get; init; }
}
