using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Fragments;
using ObjectStore.Curator.Clocks;
using ObjectStore.Curator.Events;
using ObjectStore.Curator.Garbage;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Keymap;
using ObjectStore.Curator.Keymap.Planning;
using ObjectStore.Curator.Lifecycle;
using ObjectStore.Curator.Outboxes;
using ObjectStore.Curator.Progress;
using ObjectStore.Curator.Quotas;
using ObjectStore.Curator.Rebalance;
using ObjectStore.Curator.Rebuild;
using ObjectStore.Curator.Repair;
using ObjectStore.Curator.Replication;
using ObjectStore.Curator.Reports;
using ObjectStore.Curator.Restores;
using ObjectStore.Curator.Scrub;
using ObjectStore.Curator.Sweep;
using ObjectStore.Curator.Topology;
using ObjectStore.Curator.Transitions;
using ObjectStore.Events;
using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle.StorageClasses;

namespace ObjectStore.Curator;

/// <summary>Registers the curator.</summary>
public static class CuratorServices
{
    /// <summary>
    /// Adds <see cref="CuratorService"/>, <see cref="IDamageReports"/> and the options. The host provides the index (AddObjectStoreIndex) and
    /// <see cref="IFragmentDevices"/>, and an <see cref="IDeviceDiscovery"/> where devices join by themselves. It runs the service: as a hosted one where it is the only
    /// curator, otherwise for as long as it holds the lease.
    /// </summary>
    public static IServiceCollection AddCurator(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptionsWithValidateOnStart<CuratorOptions, CuratorOptionsValidator>().BindConfiguration(CuratorOptions.SectionName);
        services.AddSingleton<CuratorMetrics>();
        services.AddSingleton<JobProgress>();
        services.AddSingleton<JobBoard>();
        services.AddSingleton<CuratorReports>();
        services.AddSingleton<FiguresReporter>();
        services.AddSingleton<DeviceWalks>();
        services.AddSingleton<WitnessedClock>();
        services.AddSingleton<QuotaMetrics>();
        AddTopology(services);
        AddRepairs(services);
        AddKeymap(services);
        AddLifecycle(services);
        AddRestores(services);
        AddOutboxes(services);
        AddJobs(services);
        services.AddSingleton(CreateCurator);
        return services;
    }

    private static void AddTopology(IServiceCollection services)
    {
        services.AddSingleton<ClusterView>();
        services.AddSingleton<MapUpdates>();
        services.TryAddSingleton<IDeviceDiscovery, MappedDevices>();
        services.AddSingleton(provider => new DeviceAdministration(
            provider.GetRequiredService<MapUpdates>(), provider.GetRequiredService<CuratorReports>(), provider.GetRequiredService<TimeProvider>()));
    }

    private static void AddRepairs(IServiceCollection services)
    {
        services.AddSingleton<GroupLocator>();
        services.AddSingleton<LostStripes>();
        services.AddSingleton<MemberCopies>();
        services.AddSingleton<LeftoverFragments>();
        services.AddSingleton<StripeRepairer>();
        services.AddSingleton<RepairWorker>();
        services.AddSingleton<RepairQueue>();
        services.AddSingleton<IDamageReports>(provider => provider.GetRequiredService<RepairQueue>());
    }

    private static void AddKeymap(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<KeymapOptions, KeymapOptionsValidator>().BindConfiguration(KeymapOptions.SectionName);
        services.AddSingleton<KeymapMetrics>();
        services.AddSingleton<KeymapView>();
    }

    private static void AddLifecycle(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<LifecycleOptions, LifecycleOptionsValidator>().BindConfiguration(LifecycleOptions.SectionName);
        services.AddStorageClasses();
        services.AddSingleton(static provider => new ObjectMover(
            provider.GetRequiredService<IObjectIndex>(),
            CopierOf(provider, provider.GetRequiredService<IOptions<LifecycleOptions>>().Value.TransitionBytesPerSecond)));
        services.AddSingleton<LifecycleMetrics>();
        services.AddSingleton<LifecycleWorker>();
        services.AddSingleton<LifecycleEvents>();
    }

    private static void AddRestores(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<RestoreOptions, RestoreOptionsValidator>().BindConfiguration(RestoreOptions.SectionName);
        services.AddSingleton(static provider => new RestoreCopier(
            provider.GetRequiredService<IObjectIndex>(),
            CopierOf(provider, provider.GetRequiredService<IOptions<RestoreOptions>>().Value.BytesPerSecond),
            provider.GetRequiredService<StorageClassTable>()));
        services.AddSingleton<RestoreWorker>();
        services.AddSingleton<RestoreMetrics>();
    }

    /// <summary>Events and replication, which walk through the same outboxes.</summary>
    private static void AddOutboxes(IServiceCollection services)
    {
        services.AddObjectStoreEvents();
        services.AddSingleton<OutboxLooks>();
        services.AddOptionsWithValidateOnStart<EventOptions, EventOptionsValidator>().BindConfiguration(EventOptions.SectionName);
        services.AddSingleton<Events.EventMetrics>();
        services.TryAddSingleton<IEventSenders, EventSenders>();
        services.AddOptionsWithValidateOnStart<ReplicationOptions, ReplicationOptionsValidator>().BindConfiguration(ReplicationOptions.SectionName);
        services.AddSingleton<ReplicationMetrics>();
        services.AddSingleton<ReplicationWalks>();
        services.TryAddSingleton<IReplicaSenders, ReplicaSenders>();
    }

    private static void AddJobs(IServiceCollection services)
    {
        services.AddSingleton<ICuratorJob, TopologyJob>();
        services.AddSingleton<ICuratorJob, GarbageJob>();
        services.AddSingleton<ICuratorJob, RepairJob>();
        services.AddSingleton<ICuratorJob, RebalanceJob>();
        services.AddSingleton<ICuratorJob, RebuildJob>();
        services.AddSingleton<ICuratorJob, SweepJob>();
        services.AddSingleton<ICuratorJob, ScrubJob>();
        services.AddSingleton<ICuratorJob, KeymapJob>();
        services.AddSingleton<ICuratorJob, MoveJob>();
        services.AddSingleton<ICuratorJob>(static provider => ActivatorUtilities.CreateInstance<LifecycleJob>(provider, LifecycleWork.Removals));
        services.AddSingleton<ICuratorJob>(static provider => ActivatorUtilities.CreateInstance<LifecycleJob>(provider, LifecycleWork.Moves));
        services.AddSingleton<ICuratorJob, EventJob>();
        services.AddSingleton<ICuratorJob, QuotaJob>();
        services.AddSingleton<ICuratorJob, ReplicationJob>();
        services.AddSingleton<ICuratorJob, ReplicationWalkJob>();
        services.AddSingleton<ICuratorJob, RestoreJob>();
        services.AddSingleton<ICuratorJob, ReportJob>();
    }

    /// <summary>A copier of stripes with a budget of its own.</summary>
    private static StripeCopier CopierOf(IServiceProvider provider, long bytesPerSecond) => new(
        provider.GetRequiredService<IFragmentDevices>(),
        provider.GetRequiredService<ClusterView>(),
        provider.GetRequiredService<CuratorReports>(),
        provider.GetRequiredService<TimeProvider>(),
        bytesPerSecond);

    private static CuratorService CreateCurator(IServiceProvider provider) => new(
        provider.GetServices<ICuratorJob>(),
        provider.GetRequiredService<JobBoard>(),
        provider.GetRequiredService<JobProgress>(),
        provider.GetRequiredService<RepairQueue>(),
        provider.GetRequiredService<LostStripes>(),
        provider.GetRequiredService<ClusterView>(),
        provider.GetRequiredService<CuratorMetrics>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILoggerFactory>());
}
