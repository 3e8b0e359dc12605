using ObjectStore.Operator.Api.V1Alpha1;

namespace ObjectStore.Operator.Pools;

/// <summary>The cluster map that has a pool. Pure.</summary>
/// <param name="Store">Name of the store.</param>
/// <param name="ClusterPool">Name of the pool in its map.</param>
internal sealed record PoolBinding(string Store, string ClusterPool)
{
    /// <summary>The one that the status tells.</summary>
    public static PoolBinding? Of(V1Alpha1StoragePool pool) => pool.Status is { Store: { } store, ClusterPool: { } clusterPool } ? new PoolBinding(store, clusterPool) : null;

    /// <summary>The one that the map of the pool's store tells. A pool that the map has once had is known by the name there, whether its devices answer or not.</summary>
    /// <param name="pool">The pool, with its status of before.</param>
    /// <param name="store">Name of its store.</param>
    /// <param name="names">Names in the map by those that pools are told under.</param>
    public static PoolBinding? Next(V1Alpha1StoragePool pool, string store, IReadOnlyDictionary<string, string> names)
    {
        if (Of(pool) is { } before && before.Store == store && names.Values.Contains(before.ClusterPool)) return before;
        return names.GetValueOrDefault(pool.Metadata.Name!) is { } name ? new PoolBinding(store, name) : null;
    }
}
