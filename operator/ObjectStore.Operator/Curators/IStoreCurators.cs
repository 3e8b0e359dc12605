using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Operator.Curators;

/// <summary>The curators of stores, and through them their catalogs. Thread-safe.</summary>
internal interface IStoreCurators
{
    /// <summary>Has a store's curator work with these settings and secrets, and says how it is.</summary>
    Task<CuratorState> EnsureAsync(EntityKey store, CuratorSettings settings, CuratorSecrets secrets, CancellationToken cancellationToken);

    /// <summary>Has a store's curator go on as it was told last, begun again where it has failed; false when there is none.</summary>
    Task<bool> KeepAsync(EntityKey store, CancellationToken cancellationToken);

    /// <summary>A store whose catalog is open, or null.</summary>
    ValueTask<IStoreAccess?> FindAsync(EntityKey store, CancellationToken cancellationToken);

    /// <summary>Ends the curator of a store that is gone.</summary>
    Task RemoveAsync(EntityKey store, CancellationToken cancellationToken);
}
