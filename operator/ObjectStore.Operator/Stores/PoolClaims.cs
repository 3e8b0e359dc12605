using ObjectStore.Operator.Api.V1Alpha1;

namespace ObjectStore.Operator.Stores;

/// <summary>Which store a pool belongs to: of those that name it the one that was there first. Pure.</summary>
internal static class PoolClaims
{
    /// <summary>The store, or null when none names the pool.</summary>
    public static V1Alpha1ObjectStore? OwnerOf(string? @namespace, string pool, IEnumerable<V1Alpha1ObjectStore> stores) => stores
        .Where(store => store.Metadata.Namespace == @namespace && store.Spec?.Pools.Any(each => each.Name == pool) == true)
        .OrderBy(static store => store.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue)
        .ThenBy(static store => store.Metadata.Name, StringComparer.Ordinal)
        .FirstOrDefault();
}
