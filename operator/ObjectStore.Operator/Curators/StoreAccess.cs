using Microsoft.Extensions.DependencyInjection;
using ObjectStore.Admin.Cluster;
using ObjectStore.AdminApi;
using ObjectStore.Cluster.Identities;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Reports;
using ObjectStore.Curator.Topology;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Operator.Curators;

/// <summary>A store through the services of its curator; gone when the curator is.</summary>
internal sealed class StoreAccess(IServiceProvider services, MasterKey key) : IStoreAccess
{
    /// <inheritdoc />
    public ICatalog Catalog { get; } = services.GetRequiredService<ICatalog>();

    /// <inheritdoc />
    public IObjectIndex Objects { get; } = services.GetRequiredService<IObjectIndex>();

    /// <inheritdoc />
    public IBucketQuotas Quotas { get; } = services.GetRequiredService<IBucketQuotas>();

    /// <inheritdoc />
    public IdentityCatalog Identities { get; } = new(services.GetRequiredService<ICatalog>(), key);

    private DeviceAdministration Devices { get; } = services.GetRequiredService<DeviceAdministration>();

    /// <inheritdoc />
    public async Task<DeviceRefusal?> DrainAsync(IReadOnlyList<DeviceId> devices, CancellationToken cancellationToken) => (await Devices.DrainAsync(devices, cancellationToken)).Refusal;

    /// <inheritdoc />
    public async Task<DeviceRefusal?> KeepAsync(IReadOnlyList<DeviceId> devices, CancellationToken cancellationToken) => (await Devices.KeepAsync(devices, cancellationToken)).Refusal;

    /// <inheritdoc />
    public async Task<DeviceRefusal?> ForgetAsync(IReadOnlyList<DeviceId> devices, CancellationToken cancellationToken) => (await Devices.RemoveAsync(devices, cancellationToken)).Refusal;

    /// <inheritdoc />
    public async ValueTask<IReadOnlySet<DeviceId>> ReadFailedDevicesAsync(CancellationToken cancellationToken)
    {
        var reports = await services.GetRequiredService<CuratorReports>().ReadDevicesAsync(cancellationToken);
        return reports.Where(static report => report.Value is { IsAnswering: true, HasFailed: true }).Select(static report => report.Key).ToHashSet();
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyDictionary<string, string>> ReadPoolNamesAsync(CancellationToken cancellationToken) =>
        PoolStatus.ReadNamesAsync(Catalog, services.GetRequiredService<CuratorReports>(), cancellationToken);

    /// <inheritdoc />
    public ValueTask<PoolList> ReadPoolsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        PoolStatus.ReadAsync(Catalog, services.GetRequiredService<CuratorReports>(), now, cancellationToken);
}
