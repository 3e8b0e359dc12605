using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ObjectStore.Admin;
using ObjectStore.Cluster;
using ObjectStore.Cluster.Leadership;
using ObjectStore.Curator;
using ObjectStore.Curator.Topology;
using ObjectStore.Index.Catalog;

namespace ObjectStore.CuratorHost;

/// <summary>Wires a curator of a cluster.</summary>
internal static class CuratorHostServices
{
    private const string LeaseName = "curator";

    /// <summary>Adds everything but credentials and endpoints, for a process that is a curator and nothing else.</summary>
    public static IServiceCollection AddObjectStoreCuratorHost(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<NodeListOptions, NodeListOptionsValidator>().Bind(configuration.GetSection(NodeListOptions.SectionName));
        services.AddSingleton<INodeList, NodeList>();
        services.AddClusterCurator(configuration);
        services.AddObjectStoreAdmin();
        return services;
    }

    /// <summary>
    /// Adds the curator of one cluster. The host provides the <see cref="INodeList"/>. The catalog can be asked for once <see cref="CatalogStart.OpenAsync"/> has completed.
    /// </summary>
    public static IServiceCollection AddClusterCurator(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<LeaseOptions, LeaseOptionsValidator>().Bind(configuration.GetSection(LeaseOptions.SectionName));
        services.AddObjectStoreCluster(configuration);
        services.AddSingleton<CatalogStart>();
        services.AddSingleton<IDeviceDiscovery, NodeDiscovery>();
        services.AddCurator();
        services.AddSingleton<DamageCollector>();
        services.AddSingleton(CreateLease);
        services.AddSingleton<LeaderService>();
        services.AddHostedService(static provider => provider.GetRequiredService<LeaderService>());
        return services;
    }

    /// <summary>The holder's name tells people which process it is; the rest of it makes each start another holder.</summary>
    private static CatalogLease CreateLease(IServiceProvider provider) => new(
        provider.GetRequiredService<ICatalog>(),
        LeaseName,
        $"{Environment.MachineName}/{Guid.NewGuid():N}",
        provider.GetRequiredService<IOptions<LeaseOptions>>().Value.Duration,
        provider.GetRequiredService<TimeProvider>());
}
