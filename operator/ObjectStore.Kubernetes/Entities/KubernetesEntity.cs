using System.Text.Json.Serialization;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Kubernetes.Entities;

/// <summary>Base of all entities: immutable, so that caches can hand them out to everybody.</summary>
/// <remarks>API version and kind come from the type's attributes, whatever the API server sent; it leaves them out in lists.</remarks>
public abstract record KubernetesEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc />
    [JsonPropertyOrder(-3)]
    public string ApiVersion => EntityMetadata.Of(GetType()).ApiVersion;

    /// <inheritdoc />
    [JsonPropertyOrder(-2)]
    public string Kind => EntityMetadata.Of(GetType()).Kind;

    /// <inheritdoc />
    [JsonPropertyOrder(-1)]
    public required V1ObjectMeta Metadata { get; init; }
}
