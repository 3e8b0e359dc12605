using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Cluster.Damage;
using ObjectStore.Cluster.Nodes;
using ObjectStore.Core.Fragments;
using ObjectStore.Index;
using ObjectStore.Index.Databases;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Rpc.Client;
using ObjectStore.Rpc.Security;

namespace ObjectStore.Cluster;

/// <summary>Wires what gateways and curators of a cluster have in common.</summary>
public static class ClusterServices
{
    /// <summary>
    /// Adds the index, the devices of the cluster's nodes as <see cref="IFragmentDevices"/>, certificates and their options. The index can be asked for once
    /// <see cref="ClusterStore.OpenAsync"/> has completed; devices are found once <see cref="ClusterNodes"/> has been refreshed.
    /// </summary>
    public static IServiceCollection AddObjectStoreCluster(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<ClusterOptions, ClusterOptionsValidator>().Bind(configuration.GetSection(ClusterOptions.SectionName));
        services.AddOptionsWithValidateOnStart<TlsOptions, TlsOptionsValidator>().Bind(configuration.GetSection(TlsOptions.SectionName));
        services.AddOptionsWithValidateOnStart<RpcChannelOptions, RpcChannelOptionsValidator>().Bind(configuration.GetSection(RpcChannelOptions.SectionName));
        services.AddOptionsWithValidateOnStart<IndexOptions, IndexOptionsValidator>().Bind(configuration.GetSection(IndexOptions.SectionName));
        services.AddSingleton(static provider => MoveOptions.Of(provider.GetRequiredService<IOptions<IndexOptions>>().Value));
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<IndexMetrics>();
        services.AddSingleton<ClusterIdentity>();
        services.AddSingleton<ClusterStore>();
        services.AddObjectStoreIndex(static provider => provider.GetRequiredService<ClusterStore>().Databases);
        services.AddSingleton(CreateNodes);
        services.AddSingleton<IFragmentDevices>(static provider => provider.GetRequiredService<ClusterNodes>());
        services.AddSingleton<DamageMailbox>();
        services.AddRpcCertificates();
        return services;
    }

    private static ClusterNodes CreateNodes(IServiceProvider provider) => new(
        provider.GetRequiredService<ClusterIdentity>(),
        provider.GetRequiredService<IOptions<RpcChannelOptions>>().Value,
        provider.GetRequiredService<IOptions<TlsOptions>>().Value.UnsafePlainText ? null : provider.GetRequiredService<CertificateSource>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<ClusterNodes>>());
}
