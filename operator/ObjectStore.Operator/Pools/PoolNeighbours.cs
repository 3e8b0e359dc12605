using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Planning;
using ObjectStore.Operator.Stores;

namespace ObjectStore.Operator.Pools;

/// <summary>What of a pool's spec cannot be followed beside other pools. Pure.</summary>
internal static class PoolNeighbours
{
    /// <summary>Why the pool must have no storage nodes, or null.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="ofStore">All pools of its store.</param>
    /// <param name="others">All pools that have a store, of whatever namespace.</param>
    /// <param name="nodes">All Kubernetes nodes.</param>
    public static SpecProblem? Judge(V1Alpha1StoragePool pool, StorePools ofStore, IEnumerable<V1Alpha1StoragePool> others, IReadOnlyList<V1Node> nodes)
    {
        if (ofStore.All.FirstOrDefault(other => other.Metadata.Uid != pool.Metadata.Uid && other.Status?.ClusterPool == pool.Metadata.Name) is { } namesake)
            return new SpecProblem("NameTaken", $"The cluster knows the StoragePool {namesake.Metadata.Name} by the name {pool.Metadata.Name}, which it has from before there were several pools. Give this one another name.");
        var earlier = others.Where(other => other.Metadata.Uid != pool.Metadata.Uid && IsBefore(other, pool, ofStore)).OrderBy(static other => other.Key().ToString(), StringComparer.Ordinal);
        return earlier.Select(other => Overlap(pool, other, nodes)).FirstOrDefault(static overlap => overlap is not null);
    }

    /// <summary>What of the spec does not hold because it is another pool's to say, or null.</summary>
    public static SpecProblem? Unfollowed(V1Alpha1StoragePool pool, StorePools ofStore)
    {
        var (spec, first) = (pool.Spec!, ofStore.First);
        if (spec.StorageClassName is { } name)
        {
            if (StoreClasses.ProblemOf(new StoreStorageClass { Name = name, Pool = pool.Metadata.Name! }) is { } wrong) return new SpecProblem("InvalidStorageClass", wrong);
            if (ofStore.PoolOf(name) is { } owner && owner != pool.Metadata.Name) return new SpecProblem("StorageClassTaken", $"The storage class {name} is that of the StoragePool {owner}.");
        }

        var isShared = spec.Scrub == first.Spec!.Scrub && spec.Repair == first.Spec.Repair && spec.SmallObjectBytesMax == first.Spec.SmallObjectBytesMax;
        return isShared ? null : new SpecProblem("SettingsOfFirstPool", $"scrub, repair and smallObjectBytesMax of the StoragePool {first.Metadata.Name} hold for the whole store, and those of this pool do not.");
    }

    /// <summary>Who has data goes before who has none; then in a store whom its spec names first, and else who was there first.</summary>
    private static bool IsBefore(V1Alpha1StoragePool other, V1Alpha1StoragePool pool, StorePools ofStore)
    {
        var (isOtherUnbound, isUnbound) = (PoolBinding.Of(other) is null, PoolBinding.Of(pool) is null);
        if (isOtherUnbound != isUnbound) return isUnbound;
        var names = ofStore.All.Select(static each => each.Metadata.Uid).ToList();
        return names.IndexOf(other.Metadata.Uid) is var place and >= 0 ? place < names.IndexOf(pool.Metadata.Uid) : AgeOf(other).CompareTo(AgeOf(pool)) < 0;
    }

    private static (DateTimeOffset Created, string Key) AgeOf(V1Alpha1StoragePool pool) => (pool.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue, pool.Key().ToString());

    private static SpecProblem? Overlap(V1Alpha1StoragePool pool, V1Alpha1StoragePool other, IReadOnlyList<V1Node> nodes)
    {
        var shared = DeviceRules.HostPathsOf(pool.Spec!.Devices).FirstOrDefault(path => DeviceRules.HostPathsOf(other.Spec!.Devices).Any(taken => IsWithin(path, taken) || IsWithin(taken, path)));
        if (shared is null) return null;
        var theirs = PoolRules.Eligible(other.Spec!, nodes).Select(static node => node.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        return PoolRules.Eligible(pool.Spec, nodes).FirstOrDefault(node => theirs.Contains(node.Metadata.Name)) is { } common
            ? new SpecProblem("DevicesOverlap", $"On the Kubernetes node {common.Metadata.Name} the StoragePool {other.Key()} has the directory {shared}, or one in or above it. Select other nodes or directories.")
            : null;
    }

    private static bool IsWithin(string path, string directory) => $"{path.TrimEnd('/')}/".StartsWith($"{directory.TrimEnd('/')}/", StringComparison.Ordinal);
}
