namespace ObjectStore.Kubernetes.Models;

/// <summary>The metadata of an object of any kind.</summary>
public sealed record V1PartialObjectMetadata
{
    /// <summary>Name and state.</summary>
    public V1ObjectMeta? Metadata { get; init; }
}
