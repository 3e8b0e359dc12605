using ObjectStore.AdminApi;
using ObjectStore.Cluster.Identities;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;

namespace ObjectStore.Operator.Curators;

/// <summary>What controllers use of a store whose catalog is open. Throws as the catalog does.</summary>
internal interface IStoreAccess
{
    /// <summary>Buckets, topology and states.</summary>
    ICatalog Catalog { get; }

    /// <summary>Objects, for the deletion of buckets with all that is in them.</summary>
    IObjectIndex Objects { get; }

    /// <summary>Access keys.</summary>
    IdentityCatalog Identities { get; }

    /// <summary>How the pools are.</summary>
    ValueTask<PoolList> ReadPoolsAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
