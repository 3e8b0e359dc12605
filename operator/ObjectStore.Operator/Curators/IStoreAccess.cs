using ObjectStore.AdminApi;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Operator.Curators;

/// <summary>What controllers use of a store whose catalog is open. Throws as the catalog does.</summary>
internal interface IStoreAccess
{
    /// <summary>Buckets, topology and states.</summary>
    ICatalog Catalog { get; }

    /// <summary>How the pools are.</summary>
    ValueTask<PoolList> ReadPoolsAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
