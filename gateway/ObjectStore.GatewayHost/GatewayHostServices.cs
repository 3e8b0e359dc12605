using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ObjectStore.Admin;
using ObjectStore.Admin.Health;
using ObjectStore.Cluster;
using ObjectStore.Core.Fragments;
using ObjectStore.Gateway;
using ObjectStore.Gateway.DataPath;

namespace ObjectStore.GatewayHost;

/// <summary>Wires a gateway of a cluster.</summary>
internal static class GatewayHostServices
{
    /// <summary>Where other defaults suit gateways that are processes of their own better: there each piece of a download is a request to a node.</summary>
    public static IReadOnlyDictionary<string, string?> Defaults { get; } = new Dictionary<string, string?> { ["DataPath:ReadPieceBytes"] = "1048576" };

    /// <summary>Adds everything but credentials and endpoints.</summary>
    public static IServiceCollection AddObjectStoreGatewayHost(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddObjectStoreCluster(configuration);
        services.AddObjectStoreDataPath(configuration);
        services.AddObjectStoreGateway(configuration);
        services.AddSingleton<DamageMailer>();
        services.AddSingleton<IDamageReports>(static provider => provider.GetRequiredService<DamageMailer>());
        services.AddHostedService(static provider => provider.GetRequiredService<DamageMailer>());
        services.AddHostedService<NodeFollower>();
        services.AddMapFollower();
        services.AddSingleton<IReadinessCheck, WritableGroups>();
        services.AddAdminEndpoint();
        return services;
    }
}
