using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Buffers;
using ObjectStore.Core.Fragments;
using ObjectStore.Gateway.Hosting;
using ObjectStore.Gateway.Options;
using ObjectStore.Gateway.ReadCache;
using ObjectStore.Index.Catalog;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.DataPath;

/// <summary>Adds the data path to a host.</summary>
public static class DataPathServices
{
    /// <summary>
    /// Adds <see cref="IObjectData"/> and the <see cref="PlacementSelector"/> that it writes by. The host adds the index, the options of the
    /// gateway, <see cref="IFragmentDevices"/> and <see cref="IDamageReports"/>, and gives the selector its cluster map.
    /// </summary>
    public static IServiceCollection AddObjectStoreDataPath(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<DataPathOptions, DataPathOptionsValidator>()
            .Bind(configuration.GetSection(DataPathOptions.SectionName))
            .Configure<IOptions<GatewayOptions>>(static (options, gateway) => options.Zone = gateway.Value.Zone);
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<DataPathOptions>>().Value);
        services.AddSingleton(static provider => new BufferPool(provider.GetRequiredService<DataPathOptions>().BufferPoolBytes, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider => new PlacementSelector(provider.GetRequiredService<TimeProvider>(), new PlacementSelectorOptions()));
        services.AddSingleton(static provider => new GroupDirectory(
            provider.GetRequiredService<PlacementSelector>(), provider.GetRequiredService<ICatalog>().GetClusterMapAsync, provider.GetRequiredService<DataPathOptions>()));
        services.AddSingleton<LateBuffers>();
        services.AddSingleton<DataPathMetrics>();
        services.AddSingleton<SuspectDevices>();
        services.AddSingleton<SlowWrites>();
        services.AddSingleton<FragmentSender>();
        services.AddSingleton<ReadHedging>();
        services.AddSingleton(CreateSlowReads);
        services.AddSingleton<FragmentAccess>();
        services.AddSingleton<StripeStore>();
        services.AddSingleton(CreateReader);
        services.AddSingleton<ReadCacheMetrics>();
        services.AddSingleton(static provider => new BlockCache(
            ReadCacheSize.Of(provider.GetRequiredService<GatewayOptions>()), provider.GetRequiredService<ReadCacheMetrics>()));
        services.AddSingleton<CachedReader>();
        services.AddSingleton<IObjectData, ObjectData>();
        services.AddHostedService<DeviceReporter>();
        return services;
    }

    /// <summary>Keeps the selector's map that of the catalog, as long as the host runs.</summary>
    public static IServiceCollection AddMapFollower(this IServiceCollection services) => services.AddHostedService<MapFollower>();

    private static SlowDevices CreateSlowReads(IServiceProvider provider)
    {
        var selector = provider.GetRequiredService<PlacementSelector>();
        var slow = new SlowDevices("reads", () => selector.Map, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SlowDevices>>());
        var writes = provider.GetRequiredService<SlowWrites>();
        provider.GetRequiredService<DataPathMetrics>().ObserveSlow(() => slow.Count, () => writes.Count);
        return slow;
    }

    private static FragmentReader CreateReader(IServiceProvider provider) => new(
        provider.GetRequiredService<FragmentAccess>(),
        provider.GetRequiredService<ReadHedging>(),
        new BufferPool(provider.GetRequiredService<DataPathOptions>().ReconstructionPoolBytes, provider.GetRequiredService<TimeProvider>()),
        provider.GetRequiredService<LateBuffers>(),
        provider.GetRequiredService<DataPathMetrics>(),
        provider.GetRequiredService<ILogger<FragmentReader>>());
}
