using System.Collections.Concurrent;
using System.Reflection;

namespace ObjectStore.Kubernetes.Entities;

/// <summary>What the attributes of an entity's type say about its place in the API.</summary>
/// <param name="Group">API group, empty for the core group.</param>
/// <param name="Version">Version inside the group.</param>
/// <param name="Kind">Kind in PascalCase, singular.</param>
/// <param name="Plural">Name in paths.</param>
/// <param name="Scope">Whether objects belong to namespaces.</param>
public sealed record EntityMetadata(string Group, string Version, string Kind, string Plural, EntityScope Scope)
{
    private static readonly ConcurrentDictionary<Type, EntityMetadata> Known = new();

    /// <summary><c>v1</c> or <c>group/version</c>, as in manifests.</summary>
    public string ApiVersion { get; } = Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The metadata of <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidOperationException">The type has no <see cref="KubernetesEntityAttribute"/>.</exception>
    public static EntityMetadata Of<T>() => Of(typeof(T));

    /// <summary>The metadata of a type.</summary>
    /// <exception cref="InvalidOperationException">The type has no <see cref="KubernetesEntityAttribute"/>.</exception>
    public static EntityMetadata Of(Type type) => Known.GetOrAdd(type, static type =>
    {
        var entity = type.GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new InvalidOperationException($"{type.Name} has no {nameof(KubernetesEntityAttribute)}.");
        var scope = type.GetCustomAttribute<EntityScopeAttribute>()?.Scope ?? EntityScope.Namespaced;
        return new EntityMetadata(entity.Group, entity.ApiVersion, entity.Kind, entity.PluralName, scope);
    });

    /// <summary>Path of the collection in a namespace, or over all namespaces when it is null.</summary>
    public string CollectionPath(string? @namespace)
    {
        var root = Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
        return @namespace is null || Scope == EntityScope.Cluster
            ? $"{root}/{Plural}"
            : $"{root}/namespaces/{Uri.EscapeDataString(@namespace)}/{Plural}";
    }

    /// <summary>Path of one object.</summary>
    /// <exception cref="ArgumentException">The key does not fit the scope: a namespace is missing.</exception>
    public string ObjectPath(EntityKey key)
    {
        if (key.Name.Length == 0) throw new ArgumentException($"A {Kind} needs a name.", nameof(key));
        return $"{CollectionPath(NamespaceOf(key))}/{Uri.EscapeDataString(key.Name)}";
    }

    /// <summary>The namespace that a path needs: null for cluster-scoped kinds.</summary>
    /// <exception cref="ArgumentException">The kind is namespaced and the key names none.</exception>
    public string? NamespaceOf(EntityKey key)
    {
        if (Scope == EntityScope.Cluster) return null;
        return key.Namespace ?? throw new ArgumentException($"A {Kind} needs a namespace.", nameof(key));
    }
}
