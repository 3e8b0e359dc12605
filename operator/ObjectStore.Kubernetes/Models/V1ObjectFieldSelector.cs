namespace ObjectStore.Kubernetes.Models;

/// <summary>A field of the pod.</summary>
public sealed record V1ObjectFieldSelector
{
    /// <summary><c>metadata.name</c>, <c>spec.nodeName</c>…</summary>
    public required string FieldPath { get; init; }
}
