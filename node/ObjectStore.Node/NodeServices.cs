using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ObjectStore.Extents;
using ObjectStore.Node.Admin;
using ObjectStore.Node.Devices;
using ObjectStore.Rpc.Fragments;
using ObjectStore.Rpc.Security;
using ObjectStore.Rpc.Server;
using ObjectStore.Telemetry.Prometheus;

namespace ObjectStore.Node;

/// <summary>Wires the devices of a node and the services that give them to others.</summary>
internal static class NodeServices
{
    /// <summary>Adds everything but certificates and endpoints.</summary>
    public static IServiceCollection AddObjectStoreNode(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<NodeOptions, NodeOptionsValidator>().Bind(configuration.GetSection(NodeOptions.SectionName));
        services.AddOptionsWithValidateOnStart<TlsOptions, TlsOptionsValidator>().Bind(configuration.GetSection(TlsOptions.SectionName));
        services.AddOptionsWithValidateOnStart<ExtentsOptions, ExtentsOptionsValidator>().Bind(configuration.GetSection(ExtentsOptions.SectionName));

        // The host asks for its options before any are validated, and wrong ones are to be reported together.
        services.AddOptions<HostOptions>().PostConfigure(host =>
        {
            if (TimeSpan.TryParse(configuration[$"{NodeOptions.SectionName}:{nameof(NodeOptions.StopTimeout)}"], CultureInfo.InvariantCulture, out var timeout)) host.ShutdownTimeout = timeout;
            else host.ShutdownTimeout = new NodeOptions().StopTimeout;
        });
        services.AddMetrics();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<MetricsCollector>();
        services.AddSingleton<ExtentsMetrics>();
        services.AddSingleton<NodeIdentity>();
        services.AddSingleton<IDeviceOpener, DeviceOpener>();
        services.AddSingleton<NodeDevices>();
        services.AddSingleton<INodeDevices>(static provider => provider.GetRequiredService<NodeDevices>());
        services.AddSingleton(static provider => new PeerAuthorization(isRequired: !provider.GetRequiredService<IOptions<TlsOptions>>().Value.UnsafePlainText));
        services.AddFragmentServer(configuration);

        // They start in this order: the process says that it lives while its disks are slow.
        services.AddHostedService<AdminServer>();
        services.AddHostedService<DeviceScanner>();
        return services;
    }
}
