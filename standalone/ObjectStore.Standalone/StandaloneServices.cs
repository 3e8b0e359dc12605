using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ObjectStore.Admin;
using ObjectStore.Admin.Health;
using ObjectStore.Curator;
using ObjectStore.Curator.Replication;
using ObjectStore.Extents;
using ObjectStore.Gateway;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Hosting;
using ObjectStore.Gateway.Options;
using ObjectStore.Iam;
using ObjectStore.Identities;
using ObjectStore.Index;
using ObjectStore.Index.Databases;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Standalone.Storage;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Standalone;

/// <summary>Wires gateway, devices, index and curator into one process.</summary>
internal static class StandaloneServices
{
    /// <summary>Adds everything but credentials. Index and devices can be asked for once <see cref="StandaloneStore.OpenAsync"/> has completed.</summary>
    public static IServiceCollection AddObjectStoreStandalone(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<StandaloneOptions, StandaloneOptionsValidator>().Bind(configuration.GetSection(StandaloneOptions.SectionName));
        services.AddOptionsWithValidateOnStart<ExtentsOptions, ExtentsOptionsValidator>().Bind(configuration.GetSection(ExtentsOptions.SectionName));
        services.AddOptions<DataPathOptions>().PostConfigure<IOptions<StandaloneOptions>>(static (data, standalone) => data.ErasureProfile = standalone.Value.ErasureProfile);

        services.AddOptionsWithValidateOnStart<IndexOptions, IndexOptionsValidator>().Bind(configuration.GetSection(IndexOptions.SectionName));
        services.AddSingleton(static provider => MoveOptions.Of(provider.GetRequiredService<IOptions<IndexOptions>>().Value));

        services.AddSingleton<IndexMetrics>();
        services.AddSingleton<ExtentsMetrics>();
        services.AddSingleton<StandaloneStore>();
        services.AddSingleton(static provider => provider.GetRequiredService<StandaloneStore>().FragmentDevices);
        services.AddObjectStoreIndex(static provider => provider.GetRequiredService<StandaloneStore>().Databases);

        services.AddObjectStoreDataPath(configuration);
        services.AddObjectStoreGateway(configuration);

        // The data directory, and the index in it, is locked by this process.
        services.AddSingleton<SoleGateway>();
        services.AddCurator();
        services.AddHostedService(static provider => provider.GetRequiredService<CuratorService>());
        services.AddMapFollower();
        services.AddHostedService<DeviceMonitor>();
        services.AddSingleton<IReadinessCheck, WritableDevices>();
        services.AddObjectStoreAdmin();
        return services;
    }

    /// <summary>
    /// Has replication read objects from the endpoint of this process, as root. With a certificate, whose name need not be that of the address, the settings have to say from where.
    /// </summary>
    public static IServiceCollection AddReplicationFromItself(this IServiceCollection services, IPEndPoint endpoint, GatewayOptions gateway, RootCredentials root)
    {
        if (gateway.HasCertificate) return services;
        var any = endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any);
        var address = any ? new IPEndPoint(IPAddress.Loopback, endpoint.Port) : endpoint;
        return services.AddSingleton(new ReplicationSource(new Uri($"http://{address}"), gateway.Region, root.Identity.AccessKey, root.Identity.SecretKey));
    }

    /// <summary>Adds IAM beside the credentials that are registered. Its key is in the file that the settings name, or in the data directory.</summary>
    /// <exception cref="SettingsException">The file cannot be read, or is no key.</exception>
    public static IServiceCollection AddStandaloneIam(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[MasterKeyFile.Setting] is not { Length: > 0 } file) return services.AddObjectStoreIam(static provider => provider.GetRequiredService<StandaloneStore>().ReadIdentityKey());
        var key = MasterKeyFile.Read(file);
        return services.AddObjectStoreIam(_ => key);
    }
}
