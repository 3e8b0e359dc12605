using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Kubernetes.Entities;

/// <summary>Names one object of a kind.</summary>
/// <param name="Namespace">Null for kinds of cluster scope.</param>
/// <param name="Name">Name inside the namespace.</param>
public readonly record struct EntityKey(string? Namespace, string Name)
{
    /// <summary>The key of an object.</summary>
    public static EntityKey Of(IKubernetesObject<V1ObjectMeta> entity) => new(entity.Metadata.Namespace, entity.Metadata.Name ?? "");

    /// <summary><c>namespace/name</c>, or the name alone.</summary>
    public override string ToString() => Namespace is null ? Name : $"{Namespace}/{Name}";
}
