using Microsoft.Extensions.DependencyInjection;
using ObjectStore.Admin.Cluster;
using ObjectStore.AdminApi;
using ObjectStore.Cluster.Identities;
using ObjectStore.Curator.Reports;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;

namespace ObjectStore.Operator.Curators;

/// <summary>A store through the services of its curator; gone when the curator is.</summary>
internal sealed class StoreAccess(IServiceProvider services, MasterKey key) : IStoreAccess
{
    /// <inheritdoc />
    public ICatalog Catalog { get; } = services.GetRequiredService<ICatalog>();

    /// <inheritdoc />
    public IObjectIndex Objects { get; } = services.GetRequiredService<IObjectIndex>();

    /// <inheritdoc />
    public IdentityCatalog Identities { get; } = new(services.GetRequiredService<ICatalog>(), key);

    /// <inheritdoc />
    public ValueTask<PoolList> ReadPoolsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        PoolStatus.ReadAsync(Catalog, services.GetRequiredService<CuratorReports>(), now, cancellationToken);
}
