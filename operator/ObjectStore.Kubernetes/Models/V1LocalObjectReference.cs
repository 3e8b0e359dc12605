namespace ObjectStore.Kubernetes.Models;

/// <summary>Names an object in the same namespace.</summary>
public sealed record V1LocalObjectReference
{
    /// <summary>The object.</summary>
    public required string Name { get; init; }
}
