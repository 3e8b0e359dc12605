using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Stores;

/// <summary>The storage pools of a store: those that its spec names, in their order, and then those that it names no more and that hold its data. Pure.</summary>
internal sealed class StorePools
{
    private StorePools(IReadOnlyList<V1Alpha1StoragePool> all, IReadOnlyList<V1Alpha1StoragePool> kept, IReadOnlyList<StoreStorageClass> classes) => (All, Kept, Classes) = (all, kept, classes);

    /// <summary>All of them; the first has what is of the class STANDARD.</summary>
    public IReadOnlyList<V1Alpha1StoragePool> All { get; }

    /// <summary>Those that the spec does not name.</summary>
    public IReadOnlyList<V1Alpha1StoragePool> Kept { get; }

    /// <summary>The storage classes and the pools that have them, by name. STANDARD is among them where there are several pools.</summary>
    public IReadOnlyList<StoreStorageClass> Classes { get; }

    /// <summary>The first.</summary>
    public V1Alpha1StoragePool First => All[0];

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names => [.. All.Select(static pool => pool.Metadata.Name!)];

    /// <summary>Those of a store among all that there are; null when the spec names none of them.</summary>
    public static StorePools? Of(V1Alpha1ObjectStore store, IEnumerable<V1Alpha1StoragePool> pools)
    {
        var near = pools.Where(pool => pool.Metadata.Namespace == store.Metadata.Namespace && pool.Spec is not null).ToDictionary(static pool => pool.Metadata.Name!, StringComparer.Ordinal);
        var named = store.Spec!.Pools.Select(each => near.GetValueOrDefault(each.Name)).OfType<V1Alpha1StoragePool>().ToArray();
        var kept = near.Values.Where(pool => PoolClaims.IsHeldBy(pool, store) && !PoolClaims.IsNamedBy(pool, store)).OrderBy(static pool => pool.Metadata.Name, StringComparer.Ordinal).ToArray();
        return named.Length == 0 ? null : new StorePools([.. named, .. kept], kept, StoreClasses.Of(store.Spec, [.. named, .. kept]));
    }

    /// <summary>Those that hold data of a store, whatever its spec asks for; null when none does. They have no classes: what there is stays where the cluster map says that it is.</summary>
    public static StorePools? Held(V1Alpha1ObjectStore store, IEnumerable<V1Alpha1StoragePool> pools)
    {
        var names = store.Spec!.Pools.Select(static each => each.Name).ToList();
        V1Alpha1StoragePool[] held = [.. pools.Where(pool => pool.Spec is not null && PoolClaims.IsHeldBy(pool, store))
            .OrderBy(pool => names.IndexOf(pool.Metadata.Name!) is var place and >= 0 ? place : int.MaxValue).ThenBy(static pool => pool.Metadata.Name, StringComparer.Ordinal)];
        return held.Length == 0 ? null : new StorePools(held, kept: [], classes: []);
    }

    /// <summary>The name by which the cluster map knows a pool, as far as it is known. Settings of gateways and curators are in these names.</summary>
    public static string ClusterNameOf(V1Alpha1StoragePool pool) => pool.Status?.ClusterPool ?? pool.Metadata.Name!;

    /// <summary>The classes with the names by which the cluster map knows their pools.</summary>
    public IEnumerable<ClusterClass> ClusterClasses => Classes.Select(each => new ClusterClass(each.Name, ClusterNameOf(each.Pool), each.Archive)
    {
        InfrequentAccessPool = each.InfrequentAccessPool is { } pool ? ClusterNameOf(pool) : null,
        InfrequentAccessAfterDays = each.InfrequentAccessAfterDays,
    });

    /// <summary>The pool that has a class, or null.</summary>
    public string? PoolOf(string storageClass) => Classes.FirstOrDefault(each => each.Name == storageClass)?.Pool;

    private string ClusterNameOf(string name) => ClusterNameOf(All.First(pool => pool.Metadata.Name == name));
}
