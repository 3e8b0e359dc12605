using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Planning;
using ObjectStore.S3.Websites;

namespace ObjectStore.Operator.Stores;

/// <summary>Whether a store's spec can be followed. The API server has checked most of it, unless its definitions are of another release. Pure.</summary>
internal static class StoreRules
{
    /// <summary>The store's pool, or what is wrong.</summary>
    public static (V1Alpha1StoragePool? Pool, SpecProblem? Problem) Judge(V1Alpha1ObjectStore store, IReadOnlyList<V1Alpha1ObjectStore> stores, IReadOnlyList<V1Alpha1StoragePool> pools)
    {
        var spec = store.Spec!;
        if ((JudgeName(store.Metadata.Name!, spec) ?? JudgeParts(spec) ?? JudgeGateway(spec.Gateway)) is { } problem) return (null, problem);
        var poolName = spec.Pools[0].Name;
        if (pools.FirstOrDefault(pool => pool.Metadata.Namespace == store.Metadata.Namespace && pool.Metadata.Name == poolName) is not { } found)
            return (null, new SpecProblem("PoolNotFound", $"There is no StoragePool {poolName} in namespace {store.Metadata.Namespace}."));
        var owner = PoolClaims.OwnerOf(store.Metadata.Namespace, poolName, stores);
        return owner is not null && owner.Metadata.Uid != store.Metadata.Uid
            ? (null, new SpecProblem("PoolTaken", $"The StoragePool {poolName} belongs to the ObjectStore {owner.Metadata.Name}."))
            : (found, null);
    }

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
        return spec.Pools.Count != 1 ? new SpecProblem("InvalidPools", "A store has exactly one pool.") : null;
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
