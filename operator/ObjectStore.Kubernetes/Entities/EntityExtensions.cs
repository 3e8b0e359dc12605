using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Kubernetes.Entities;

/// <summary>Questions that are asked of any entity.</summary>
public static class EntityExtensions
{
    /// <summary>Name in the API, <c>namespace/name</c>.</summary>
    public static EntityKey Key(this IKubernetesObject<V1ObjectMeta> entity) => EntityKey.Of(entity);

    /// <summary>Whether somebody has deleted the entity, and it waits for its finalizers.</summary>
    public static bool IsDeleting(this IKubernetesObject<V1ObjectMeta> entity) => entity.Metadata.DeletionTimestamp is not null;

    /// <summary>Whether a finalizer is attached.</summary>
    public static bool HasFinalizer(this IKubernetesObject<V1ObjectMeta> entity, string identifier) => entity.Metadata.Finalizers?.Contains(identifier) == true;

    /// <summary>Whether two states have the same labels.</summary>
    public static bool HasLabelsOf(this IKubernetesObject<V1ObjectMeta> entity, IKubernetesObject<V1ObjectMeta> other) => AreSame(entity.Metadata.Labels, other.Metadata.Labels);

    /// <summary>Whether two states have the same annotations.</summary>
    public static bool HasAnnotationsOf(this IKubernetesObject<V1ObjectMeta> entity, IKubernetesObject<V1ObjectMeta> other) => AreSame(entity.Metadata.Annotations, other.Metadata.Annotations);

    /// <summary>The owner that controls the entity, or null.</summary>
    public static V1OwnerReference? ControllerOwner(this IKubernetesObject<V1ObjectMeta> entity) =>
        entity.Metadata.OwnerReferences?.FirstOrDefault(owner => owner.Controller == true);

    /// <summary>A reference for the metadata of what <paramref name="owner"/> controls; it is collected when the owner goes, and holds up the owner's foreground deletion.</summary>
    /// <exception cref="ArgumentException">The owner was not read from the API server: it has no uid.</exception>
    public static V1OwnerReference MakeControllerReference(this IKubernetesObject<V1ObjectMeta> owner) => new()
    {
        ApiVersion = owner.ApiVersion,
        Kind = owner.Kind,
        Name = owner.Metadata.Name ?? "",
        Uid = owner.Metadata.Uid ?? throw new ArgumentException("The owner has no uid.", nameof(owner)),
        Controller = true,
        BlockOwnerDeletion = true,
    };

    /// <summary>A reference to the entity, for events.</summary>
    public static V1ObjectReference MakeObjectReference(this IKubernetesObject<V1ObjectMeta> entity) => new()
    {
        ApiVersion = entity.ApiVersion,
        Kind = entity.Kind,
        Name = entity.Metadata.Name,
        Namespace = entity.Metadata.Namespace,
        Uid = entity.Metadata.Uid,
        ResourceVersion = entity.Metadata.ResourceVersion,
    };

    private static bool AreSame(IReadOnlyDictionary<string, string>? left, IReadOnlyDictionary<string, string>? right) =>
        (left?.Count ?? 0) == (right?.Count ?? 0) && (left is null || left.All(entry => right!.TryGetValue(entry.Key, out var value) && value == entry.Value));
}
