using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Planning;
using ObjectStore.S3.Websites;

namespace ObjectStore.Operator.Stores;

/// <summary>Whether a store's spec can be followed. The API server has checked most of it, unless its definitions are of another release. Pure.</summary>
internal static class StoreRules
{
    /// <summary>Most pools that a store may name; the schema has the same bound.</summary>
    public const int PoolsMax = 16;

    /// <summary>The store's pools, or what is wrong.</summary>
    public static (StorePools? Pools, SpecProblem? Problem) Judge(V1Alpha1ObjectStore store, IReadOnlyList<V1Alpha1ObjectStore> stores, IReadOnlyList<V1Alpha1StoragePool> pools)
    {
        var spec = store.Spec!;
        if ((JudgeName(store.Metadata.Name!, spec) ?? JudgeParts(spec) ?? JudgeGateway(spec.Gateway)) is { } problem) return (null, problem);
        foreach (var name in spec.Pools.Select(static each => each.Name))
        {
            if (pools.FirstOrDefault(pool => pool.Metadata.Namespace == store.Metadata.Namespace && pool.Metadata.Name == name) is not { } found)
                return (null, new SpecProblem("PoolNotFound", $"There is no StoragePool {name} in namespace {store.Metadata.Namespace}."));
            if (PoolClaims.OwnerOf(found, stores) is { } owner && owner.Metadata.Uid != store.Metadata.Uid)
                return (null, new SpecProblem("PoolTaken", $"The StoragePool {name} belongs to the ObjectStore {owner.Metadata.Name}."));
        }

        var all = StorePools.Of(store, pools)!;
        if (StoreClasses.JudgePools(spec, all.Names) is { } classes) return (null, classes);
        return all.All.FirstOrDefault(pool => pool.Spec!.ZoneTopologyKey != all.First.Spec!.ZoneTopologyKey) is { } other
            ? (null, new SpecProblem("InvalidPools", $"Pools of a store have one zoneTopologyKey: {other.Metadata.Name} has another than {all.First.Metadata.Name}."))
            : (all, null);
    }

    /// <summary>Whether the spec says which index the store has, whatever else is wrong with it.</summary>
    public static bool SaysIndex(V1Alpha1ObjectStore store) => JudgeName(store.Metadata.Name!, store.Spec!) is null && JudgeIndex(store.Spec!.Index) is null;

    private static SpecProblem? JudgeName(string name, ObjectStoreSpec spec)
    {
        if (spec.Index.CloudNativePG is not null && name.Length > DatabasePlan.NameLengthMax) return new SpecProblem("InvalidName", $"The name has {name.Length} characters; more than {DatabasePlan.NameLengthMax} leave no room for the name of the database.");
        if (name.Length > PlanNames.NameLengthMax) return new SpecProblem("InvalidName", $"The name has {name.Length} characters; more than {PlanNames.NameLengthMax} leave no room for the names of Services.");
        return name.Contains('.', StringComparison.Ordinal) ? new SpecProblem("InvalidName", "The name contains a dot, which names of Services cannot.") : null;
    }

    private static SpecProblem? JudgeParts(ObjectStoreSpec spec)
    {
        if (JudgeIndex(spec.Index) is { } index) return index;
        if (spec.Encryption is { KmsKeysSecretName: not null, Vault: not null }) return new SpecProblem("InvalidEncryption", "Keys of SSE-KMS come from a Secret or from vault, not from both.");
        if (StoreDestinations.Judge(spec.Events) is { } events) return events;
        if (StoreTargets.Judge(spec.ReplicationTargets ?? []) is { } targets) return targets;
        return JudgePools(spec.Pools) ?? StoreClasses.Judge(spec);
    }

    private static SpecProblem? JudgePools(IReadOnlyList<PoolReference> pools)
    {
        if (pools.Count is 0 or > PoolsMax) return new SpecProblem("InvalidPools", $"A store has from one to {PoolsMax} pools.");
        return pools.Distinct().Count() != pools.Count ? new SpecProblem("InvalidPools", "A pool is there twice.") : null;
    }

    private static SpecProblem? JudgeIndex(IndexSpec index)
    {
        if (new object?[] { index.Postgres, index.Bundled, index.CloudNativePG }.Count(static kind => kind is not null) != 1) return new SpecProblem("InvalidIndex", "index needs exactly one of postgres, bundled and cloudNativePG.");
        var refused = (index.CloudNativePG?.Parameters?.Keys ?? []).Where(static name => !DatabasePlan.MaySet(name)).Order(StringComparer.Ordinal).ToArray();
        return refused.Length > 0 ? new SpecProblem("InvalidIndex", $"These parameters cannot be set, because durability depends on them or because they are no names: {string.Join(", ", refused)}.") : null;
    }

    private static SpecProblem? JudgeGateway(GatewaySpec gateway)
    {
        if (gateway.Tls is { } tls && new[] { tls.SelfSigned, tls.SecretName is not null, tls.CertManager is not null }.Count(static isAsked => isAsked) != 1)
            return new SpecProblem("InvalidTls", "tls needs exactly one of secretName, selfSigned and certManager.");
        if (gateway is { Ingress: not null, Hostnames: null or [] }) return new SpecProblem("InvalidIngress", "ingress needs hostnames.");
        if (!WebsiteHosts.TryParse(string.Join(',', gateway.WebsiteDomains ?? []), string.Join(',', gateway.WebsiteHosts ?? []), gateway.Hostnames is [var host, ..] ? host : "", out _))
            return new SpecProblem("InvalidWebsites", "websiteDomains and websiteHosts are host names, and hostnames has none of websiteDomains.");
        if (gateway is { GatewayApi: not null, Hostnames: null or [], GatewayApi.Hostnames: null or [] }) return new SpecProblem("InvalidGatewayApi", "gatewayApi needs hostnames.");
        if (gateway.Autoscaling is not { } autoscaling) return null;
        if (autoscaling.MinReplicas > autoscaling.MaxReplicas) return new SpecProblem("InvalidAutoscaling", "minReplicas must not exceed maxReplicas.");
        return gateway.Resources?.Requests?.ContainsKey("cpu") == true ? null : new SpecProblem("InvalidAutoscaling", "autoscaling needs a request for cpu in resources.");
    }
}
