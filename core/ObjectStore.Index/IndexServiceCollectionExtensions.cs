using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Devices;
using ObjectStore.Index.Heat;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Index;

/// <summary>Registers the index.</summary>
public static class IndexServiceCollectionExtensions
{
    /// <summary>Adds catalog, object index and keymap over databases that the caller opens and closes.</summary>
    public static IServiceCollection AddObjectStoreIndex(this IServiceCollection services, Func<IServiceProvider, IndexDatabases> databases)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new MoveOptions());
        services.AddSingleton(provider => new KeymapRouter(databases(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ICatalog, Catalog.Catalog>();
        services.AddSingleton<IObjectIndex, ObjectIndex>();
        services.AddSingleton<IBucketQuotas, BucketQuotas>();
        services.AddSingleton<IOwnerQuotas, OwnerQuotas>();
        services.AddSingleton<IOutbox, OutboxQueue>();
        services.AddSingleton<IRestoreQueue, RestoreQueue>();
        services.AddSingleton<IKeymapControl, KeymapControl>();
        services.AddSingleton<KeyCounter>();
        services.AddSingleton<IHeatReports, HeatReports>();
        services.AddSingleton<IDeviceReports, DeviceReports>();
        return services;
    }
}
