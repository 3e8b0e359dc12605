using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>How the store is.</summary>
public sealed record ObjectStoreStatus
{
    /// <summary>Generation of the spec that the status speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Ready, IndexAvailable, GatewayAvailable, Progressing and others.</summary>
    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>The gateways.</summary>
    public GatewayStatus? Gateway { get; init; }

    /// <summary>Where clients find the store.</summary>
    public StoreEndpoints? Endpoints { get; init; }

    /// <summary>Storage classes that settings give a pool.</summary>
    public IReadOnlyList<StoreStorageClass>? StorageClasses { get; init; }

    /// <summary>Kind of index in use.</summary>
    public string? IndexEngine { get; init; }

    /// <summary>Secret with the administrator's credentials.</summary>
    public string? AdminSecretName { get; init; }
}
