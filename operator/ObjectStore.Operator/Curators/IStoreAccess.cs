using ObjectStore.AdminApi;
using ObjectStore.Cluster.Identities;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Topology;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Operator.Curators;

/// <summary>What controllers use of a store whose catalog is open. Throws as the catalog does.</summary>
internal interface IStoreAccess
{
    /// <summary>Buckets, topology and states.</summary>
    ICatalog Catalog { get; }

    /// <summary>Objects, for the deletion of buckets with all that is in them.</summary>
    IObjectIndex Objects { get; }

    /// <summary>Quotas of buckets.</summary>
    IBucketQuotas Quotas { get; }

    /// <summary>Access keys.</summary>
    IdentityCatalog Identities { get; }

    /// <summary>Has devices emptied; gives why not, or null.</summary>
    Task<DeviceRefusal?> DrainAsync(IReadOnlyList<DeviceId> devices, CancellationToken cancellationToken);

    /// <summary>Takes back that devices are emptied; gives why not, or null.</summary>
    Task<DeviceRefusal?> KeepAsync(IReadOnlyList<DeviceId> devices, CancellationToken cancellationToken);

    /// <summary>Forgets devices that are given up and gone; gives why not, or null.</summary>
    Task<DeviceRefusal?> ForgetAsync(IReadOnlyList<DeviceId> devices, CancellationToken cancellationToken);

    /// <summary>Devices whose writes fail.</summary>
    ValueTask<IReadOnlySet<DeviceId>> ReadFailedDevicesAsync(CancellationToken cancellationToken);

    /// <summary>What the cluster map calls the pools, by the names that they are told under.</summary>
    ValueTask<IReadOnlyDictionary<string, string>> ReadPoolNamesAsync(CancellationToken cancellationToken);

    /// <summary>How the pools are.</summary>
    ValueTask<PoolList> ReadPoolsAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
