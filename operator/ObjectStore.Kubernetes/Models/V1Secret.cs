using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Models;

/// <summary>Bytes that few may read.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "Secret", PluralName = "secrets")]
public sealed record V1Secret : KubernetesEntity
{
    /// <summary><c>Opaque</c>, <c>kubernetes.io/tls</c>…</summary>
    public string? Type { get; init; }

    /// <summary>The bytes; base64 on the wire.</summary>
    public IReadOnlyDictionary<string, byte[]>? Data { get; init; }

    /// <summary>Whether it can be changed.</summary>
    public bool? Immutable { get; init; }
}
