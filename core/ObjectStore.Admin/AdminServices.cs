using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ObjectStore.Admin.Cluster;
using ObjectStore.Admin.Compression;
using ObjectStore.Admin.Events;
using ObjectStore.Admin.Health;
using ObjectStore.Admin.Index;
using ObjectStore.Admin.Jobs;
using ObjectStore.Admin.Keymap;
using ObjectStore.Admin.Quotas;
using ObjectStore.Admin.Rates;
using ObjectStore.Admin.Replication;
using ObjectStore.Admin.Routing;
using ObjectStore.Admin.Usage;
using ObjectStore.AdminApi;
using ObjectStore.Curator;
using ObjectStore.Curator.Jobs;
using ObjectStore.Index.Transfer;
using ObjectStore.Index.Verification;
using ObjectStore.S3.Auth;
using ObjectStore.Telemetry.Prometheus;

namespace ObjectStore.Admin;

/// <summary>Registers the admin endpoint and its routes.</summary>
public static class AdminServices
{
    /// <summary>
    /// Adds the admin endpoint with its API. The host provides what <see cref="AddAdminEndpoint"/> asks for, the curator (AddCurator), whether it leads or not, and
    /// <see cref="Core.Fragments.IFragmentDevices"/>.
    /// </summary>
    public static IServiceCollection AddObjectStoreAdmin(this IServiceCollection services)
    {
        services.AddAdminEndpoint();
        services.AddSingleton<ImportWait>();
        AddKeymapRoutes(services);
        AddIndexRoutes(services);
        AddClusterRoutes(services);
        AddTenantRoutes(services);
        foreach (var job in JobNames.All)
            services.AddSingleton<IAdminRoute>(provider => new RunJobRoute(job, provider.GetRequiredService<CuratorService>()));
        return services;
    }

    /// <summary>
    /// Adds the admin endpoint as a hosted service, and its options: health and metrics alone. The host provides the index (AddObjectStoreIndex),
    /// <see cref="ICredentialSource"/>, and an <see cref="IReadinessCheck"/> for whatever else it needs to be ready.
    /// </summary>
    public static IServiceCollection AddAdminEndpoint(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<AdminOptions, AdminOptionsValidator>().BindConfiguration(AdminOptions.SectionName);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<MetricsCollector>();
        services.TryAddSingleton(static provider => new SigV4Verifier(
            provider.GetRequiredService<ICredentialSource>(),
            new SigV4Options { Region = provider.GetRequiredService<IOptions<AdminOptions>>().Value.Region },
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ReadinessProbe>();
        services.AddSingleton<AdminRouter>();
        services.AddSingleton<AdminEndpoints>();
        services.AddHostedService<AdminServer>();
        return services;
    }

    private static void AddKeymapRoutes(IServiceCollection services)
    {
        services.AddSingleton<IKeymapPlanSource, CuratorPlans>();
        services.AddSingleton<Places>();
        services.AddSingleton<KeymapChange>();
        services.AddSingleton<IAdminRoute, ListKeymapRoute>();
        services.AddSingleton<IAdminRoute, SplitRoute>();
        services.AddSingleton<IAdminRoute, MoveRoute>();
        services.AddSingleton<IAdminRoute, CancelMoveRoute>();
        services.AddSingleton<IAdminRoute, MergeRoute>();
        services.AddSingleton<IAdminRoute, PlanRoute>();
        services.AddSingleton<IAdminRoute, HotRoute>();
        services.AddSingleton<IAdminRoute, DatabasesRoute>();
    }

    private static void AddIndexRoutes(IServiceCollection services)
    {
        services.TryAddSingleton(new VerifyOptions());
        services.TryAddSingleton(new ExportOptions());
        services.AddSingleton<IAdminRoute, VerifyRoute>();
        services.AddSingleton<IAdminRoute, ExportRoute>();
        services.AddSingleton<IAdminRoute, RefuseImportRoute>();
    }

    private static void AddClusterRoutes(IServiceCollection services)
    {
        services.AddSingleton<DeviceChanges>();
        services.AddSingleton<IAdminRoute, DevicesRoute>();
        services.AddSingleton<IAdminRoute, NodesRoute>();
        services.AddSingleton<IAdminRoute, PoolsRoute>();
        services.AddSingleton<IAdminRoute, RepairsRoute>();
        services.AddSingleton<IAdminRoute, EventsRoute>();
        services.AddSingleton<IAdminRoute, ReplicationRoute>();
        services.AddSingleton<IAdminRoute, RetryReplicationRoute>();
        AddDeviceChange(services, AdminPaths.DevicesDrain, DeviceChangeKind.Drain);
        AddDeviceChange(services, AdminPaths.DevicesUndrain, DeviceChangeKind.Undrain);
        AddDeviceChange(services, AdminPaths.DevicesRemove, DeviceChangeKind.Remove);
        AddNodeChange(services, AdminPaths.NodesDrain, DeviceChangeKind.Drain);
        AddNodeChange(services, AdminPaths.NodesUndrain, DeviceChangeKind.Undrain);
    }

    private static void AddTenantRoutes(IServiceCollection services)
    {
        services.AddSingleton<IAdminRoute, BucketCompressionRoute>();
        services.AddSingleton<IAdminRoute, SetBucketCompressionRoute>();
        services.AddSingleton<IAdminRoute, BucketRatesRoute>();
        services.AddSingleton<IAdminRoute, SetBucketRatesRoute>();
        services.AddSingleton<IAdminRoute, UserRatesRoute>();
        services.AddSingleton<IAdminRoute, SetUserRatesRoute>();
        services.AddSingleton<IAdminRoute, BucketUsageRoute>();
        services.AddSingleton<IAdminRoute, BucketQuotaRoute>();
        services.AddSingleton<IAdminRoute, SetBucketQuotaRoute>();
        services.AddSingleton<IAdminRoute, RecountBucketRoute>();
        services.AddSingleton<IAdminRoute, UserQuotaRoute>();
        services.AddSingleton<IAdminRoute, UserQuotasRoute>();
        services.AddSingleton<IAdminRoute, SetUserQuotaRoute>();
        services.AddSingleton<IAdminRoute, RecountUserRoute>();
    }

    private static void AddDeviceChange(IServiceCollection services, string path, DeviceChangeKind kind) =>
        services.AddSingleton<IAdminRoute>(provider => new ChangeDevicesRoute(path, kind, provider.GetRequiredService<DeviceChanges>()));

    private static void AddNodeChange(IServiceCollection services, string path, DeviceChangeKind kind) =>
        services.AddSingleton<IAdminRoute>(provider => new ChangeNodesRoute(path, kind, provider.GetRequiredService<DeviceChanges>()));
}
