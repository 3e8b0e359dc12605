using ObjectStore.Operator.Api.V1Alpha1;

namespace ObjectStore.Operator.Stores;

/// <summary>Which store a pool belongs to. Pure.</summary>
internal static class PoolClaims
{
    /// <summary>The store that has data there; where none has, of those that name the pool the one that was there first. Null when there is none.</summary>
    public static V1Alpha1ObjectStore? OwnerOf(V1Alpha1StoragePool pool, IReadOnlyList<V1Alpha1ObjectStore> stores)
    {
        var near = stores.Where(store => store.Metadata.Namespace == pool.Metadata.Namespace && store.Spec is not null).ToArray();
        return near.FirstOrDefault(store => IsHeldBy(pool, store)) ?? near
            .Where(store => IsNamedBy(pool, store))
            .OrderBy(static store => store.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue)
            .ThenBy(static store => store.Metadata.Name, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    /// <summary>Whether the store's cluster map has the pool, so that neither can be without the other.</summary>
    public static bool IsHeldBy(V1Alpha1StoragePool pool, V1Alpha1ObjectStore store) =>
        pool.Metadata.Namespace == store.Metadata.Namespace && pool.Status is { ClusterPool: not null } status && status.Store == store.Metadata.Name;

    /// <summary>Whether the store's spec names the pool.</summary>
    public static bool IsNamedBy(V1Alpha1StoragePool pool, V1Alpha1ObjectStore store) => store.Spec!.Pools.Any(each => each.Name == pool.Metadata.Name);
}
