using ObjectStore.Lifecycle.StorageClasses;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;

namespace ObjectStore.Operator.Stores;

/// <summary>Which storage class has which pool of a store. Pure.</summary>
internal static class StoreClasses
{
    /// <summary>The classes by name: what the store says, then what its pools say in their order. Those that gateways would not start with are left out.</summary>
    public static IReadOnlyList<StoreStorageClass> Of(ObjectStoreSpec spec, IReadOnlyList<V1Alpha1StoragePool> pools)
    {
        var classes = new SortedDictionary<string, StoreStorageClass>(StringComparer.Ordinal);
        var ofPools = pools.Where(static pool => pool.Spec!.StorageClassName is not null).Select(static pool => new StoreStorageClass { Name = pool.Spec!.StorageClassName!, Pool = pool.Metadata.Name! });
        foreach (var each in (spec.StorageClasses ?? []).Concat(ofPools.Where(static each => ProblemOf(each) is null))) classes.TryAdd(each.Name, each);

        // With one pool it goes without saying; with several it would be the one whose devices answered first.
        if (pools.Count > 1) classes.TryAdd(StorageClassTable.Standard, new StoreStorageClass { Name = StorageClassTable.Standard, Pool = pools[0].Metadata.Name! });
        return [.. classes.Values];
    }

    /// <summary>What is wrong with the classes that a store names, or null.</summary>
    public static SpecProblem? Judge(ObjectStoreSpec spec)
    {
        var all = spec.StorageClasses ?? [];
        if (all.FirstOrDefault(each => all.Count(other => other.Name == each.Name) > 1) is { } twice) return Invalid($"The storage class {twice.Name} is there twice.");
        return all.Select(ProblemOf).FirstOrDefault(static problem => problem is not null) is { } wrong ? Invalid(wrong) : null;
    }

    /// <summary>Whether the store has the pools of its classes; a pool that it names no more and that holds its data is one of them.</summary>
    public static SpecProblem? JudgePools(ObjectStoreSpec spec, IReadOnlyCollection<string> pools)
    {
        foreach (var each in spec.StorageClasses ?? [])
        {
            if (new[] { each.Pool, each.InfrequentAccessPool }.FirstOrDefault(pool => pool is not null && !pools.Contains(pool)) is { } stray)
                return Invalid($"The storage class {each.Name} is to be in the pool {stray}, which pools does not name.");
        }

        return null;
    }

    /// <summary>What is wrong with a class, in the words of the gateways that would not start with it; null when nothing is.</summary>
    public static string? ProblemOf(StoreStorageClass each)
    {
        var options = new StorageClassesOptions();
        options.Classes.Add(each.Name, new StorageClassOptions
        {
            Pool = each.Pool,
            Archive = each.Archive,
            InfrequentAccessPool = each.InfrequentAccessPool ?? "",
            InfrequentAccessAfterDays = each.InfrequentAccessAfterDays,
        });
        return StorageClassTable.Validate(options) is [var first, ..] ? first : null;
    }

    private static SpecProblem Invalid(string message) => new("InvalidStorageClasses", message);
}
