using ObjectStore.Lifecycle.StorageClasses;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;

namespace ObjectStore.Operator.Stores;

/// <summary>Which storage class has which pool of a store. Pure.</summary>
internal static class StoreClasses
{
    /// <summary>Names of pools by those of classes, sorted: what the store says, then what its pools say in their order. Names that gateways would not start with are left out.</summary>
    public static SortedDictionary<string, string> Of(ObjectStoreSpec spec, IReadOnlyList<V1Alpha1StoragePool> pools)
    {
        var classes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var each in spec.StorageClasses ?? []) classes.TryAdd(each.Name, each.Pool);
        foreach (var pool in pools)
        {
            if (pool.Spec!.StorageClassName is { } name && ProblemOf(name) is null) classes.TryAdd(name, pool.Metadata.Name!);
        }

        // With one pool it goes without saying; with several it would be the one whose devices answered first.
        if (pools.Count > 1) classes.TryAdd(StorageClassTable.Standard, pools[0].Metadata.Name!);
        return classes;
    }

    /// <summary>What is wrong with the classes that a store names, or null.</summary>
    public static SpecProblem? Judge(ObjectStoreSpec spec)
    {
        var all = spec.StorageClasses ?? [];
        if (all.FirstOrDefault(each => all.Count(other => other.Name == each.Name) > 1) is { } twice) return Invalid($"The storage class {twice.Name} is there twice.");
        if (all.FirstOrDefault(each => spec.Pools.All(pool => pool.Name != each.Pool)) is { } stray) return Invalid($"The storage class {stray.Name} is to be in the pool {stray.Pool}, which pools does not name.");
        return all.Select(static each => ProblemOf(each.Name)).FirstOrDefault(static problem => problem is not null) is { } wrong ? Invalid(wrong) : null;
    }

    /// <summary>What is wrong with the name of a class, in the words of the gateways that would not start with it; null when nothing is.</summary>
    public static string? ProblemOf(string name)
    {
        var options = new StorageClassesOptions();
        options.Classes.Add(name, new StorageClassOptions { Pool = "any" });
        return StorageClassTable.Validate(options) is [var first, ..] ? first : null;
    }

    private static SpecProblem Invalid(string message) => new("InvalidStorageClasses", message);
}
