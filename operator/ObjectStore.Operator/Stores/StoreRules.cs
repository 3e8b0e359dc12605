using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Stores;

/// <summary>Whether a store's spec can be followed. Pure.</summary>
internal static class StoreRules
{
    /// <summary>The store's pool, or what is wrong.</summary>
    public static (V1Alpha1StoragePool? Pool, SpecProblem? Problem) Judge(V1Alpha1ObjectStore store, IReadOnlyList<V1Alpha1ObjectStore> stores, IReadOnlyList<V1Alpha1StoragePool> pools)
    {
        var (name, spec) = (store.Metadata.Name!, store.Spec!);
        if (name.Length > PlanNames.NameLengthMax) return Refuse("InvalidName", $"The name has {name.Length} characters; more than {PlanNames.NameLengthMax} leave no room for the names of Services.");
        if (name.Contains('.', StringComparison.Ordinal)) return Refuse("InvalidName", "The name contains a dot, which names of Services cannot.");
        if (spec.Index.Postgres is null == spec.Index.Bundled is null) return Refuse("InvalidIndex", "index needs exactly one of postgres and bundled.");
        if (spec.Gateway.Tls is { } tls && tls.SelfSigned == tls.SecretName is not null) return Refuse("InvalidTls", "tls needs either secretName or selfSigned.");
        if (spec.Gateway is { Ingress: not null, Hostnames: null or [] }) return Refuse("InvalidIngress", "ingress needs hostnames.");
        if (spec.Gateway.Autoscaling is { } scaling && scaling.MinReplicas > scaling.MaxReplicas) return Refuse("InvalidAutoscaling", "minReplicas must not exceed maxReplicas.");
        if (spec.Pools.Count != 1) return Refuse("InvalidPools", "A store has exactly one pool.");
        var poolName = spec.Pools[0].Name;
        if (pools.FirstOrDefault(pool => pool.Metadata.Namespace == store.Metadata.Namespace && pool.Metadata.Name == poolName) is not { } found)
            return Refuse("PoolNotFound", $"There is no StoragePool {poolName} in namespace {store.Metadata.Namespace}.");
        var owner = PoolClaims.OwnerOf(store.Metadata.Namespace, poolName, stores);
        return owner is not null && owner.Metadata.Uid != store.Metadata.Uid
            ? Refuse("PoolTaken", $"The StoragePool {poolName} belongs to the ObjectStore {owner.Metadata.Name}.")
            : (found, null);
    }

    private static (V1Alpha1StoragePool?, SpecProblem?) Refuse(string reason, string message) => (null, new SpecProblem(reason, message));
}
