using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ObjectStore.Admin;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Hosting;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Watching;
using ObjectStore.Operator.Accesses;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Buckets;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Curators;
using ObjectStore.Operator.Foreign;
using ObjectStore.Operator.Planning;
using ObjectStore.Operator.Pools;
using ObjectStore.Operator.Stores;
using ObjectStore.Telemetry.Prometheus;

namespace ObjectStore.Operator.Hosting;

/// <summary>Wires the operator.</summary>
internal static class OperatorHostServices
{
    /// <summary>Adds all of it.</summary>
    public static IServiceCollection AddObjectStoreOperator(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<OperatorOptions, OperatorOptionsValidator>().Bind(configuration.GetSection(OperatorOptions.SectionName));
        services.AddOptionsWithValidateOnStart<AdminOptions, AdminOptionsValidator>().Bind(configuration.GetSection(AdminOptions.SectionName));
        services.AddKubernetesClient(ApiJson.Default, ForeignJson.Default);
        services.AddSingleton<MetricsCollector>();
        services.AddSingleton<OwnedCaches>();
        services.AddSingleton<Applier>();
        services.AddSingleton<SecretStore>();
        services.AddSingleton<StatusWriter>();
        services.AddSingleton<DatabaseSecrets>();
        services.AddSingleton<StoreSecrets>();
        services.AddSingleton<StoreApplier>();
        services.AddSingleton<StoreExtras>();
        services.AddSingleton<ForeignObjects>();
        services.AddSingleton<StoreForeigners>();
        services.AddSingleton<AccessConfigMaps>();
        services.AddSingleton<PoolPods>();
        services.AddSingleton<PoolDevices>();
        services.AddSingleton<PoolApplier>();
        services.AddSingleton<CuratorFleet>();
        services.AddSingleton<IStoreCurators>(static provider => provider.GetRequiredService<CuratorFleet>());
        services.AddSingleton<ILeaderTask>(static provider => provider.GetRequiredService<CuratorFleet>());
        var watched = (configuration.GetSection(OperatorSettings.SectionName).Get<OperatorSettings>() ?? new OperatorSettings()).WatchNamespace;
        var builder = services.AddKubernetesOperator();
        AddStoreControllers(builder, watched);
        AddBucketControllers(builder, watched);
        services.AddHostedService<OperatorAdminServer>();
        services.AddHostedService<IdleMemory>();
        return services;
    }

    private static void AddStoreControllers(IOperatorBuilder builder, string? watched)
    {
        var owned = OwnedCaches.OwnedIn(watched);
        var resources = new ListOptions { Namespace = watched };
        builder.AddController<ObjectStoreController, V1Alpha1ObjectStore>()
            .AddFinalizer<StoreFinalizer, V1Alpha1ObjectStore>(StoreFinalizer.Identifier)
            .Owns<V1Alpha1ObjectStore, V1Deployment>(owned)
            .Owns<V1Alpha1ObjectStore, V1StatefulSet>(owned)
            .Owns<V1Alpha1ObjectStore, V1Service>(owned)
            .Owns<V1Alpha1ObjectStore, V1Secret>(owned)
            .Owns<V1Alpha1ObjectStore, V1ConfigMap>(owned)
            .Owns<V1Alpha1ObjectStore, V1ServiceAccount>(owned)
            .Owns<V1Alpha1ObjectStore, V1PodDisruptionBudget>(owned)
            .Owns<V1Alpha1ObjectStore, V1NetworkPolicy>(owned)
            .Owns<V1Alpha1ObjectStore, V2HorizontalPodAutoscaler>(owned)
            .Owns<V1Alpha1ObjectStore, V1Ingress>(owned)
            .Watches<V1Alpha1ObjectStore, V1Alpha1StoragePool>(resources, static (pool, stores) => NamespaceOf(pool, stores))
            .Watches<V1Alpha1ObjectStore, V1Alpha1Bucket>(resources, static (bucket, stores) => bucket.Spec is not null && bucket.IsDeleting() && stores.Get(BucketClaims.StoreOf(bucket)) is { } store ? [store.Key()] : [])
            .Watches<V1Alpha1ObjectStore, V1Node>(ListOptions.All, static (_, stores) => All(stores), WatchedAspects.IsSameNode);
        builder.AddController<StoragePoolController, V1Alpha1StoragePool>()
            .AddFinalizer<PoolFinalizer, V1Alpha1StoragePool>(PoolFinalizer.Identifier)
            .Owns<V1Alpha1StoragePool, V1DaemonSet>(owned)
            .Owns<V1Alpha1StoragePool, V1Service>(owned)
            .Owns<V1Alpha1StoragePool, V1Secret>(owned)
            .Owns<V1Alpha1StoragePool, V1ServiceAccount>(owned)
            .Owns<V1Alpha1StoragePool, V1PodDisruptionBudget>(owned)
            .Watches<V1Alpha1StoragePool, V1Pod>(owned, static (pod, _) => PoolOf(pod))
            .Watches<V1Alpha1StoragePool, V1Alpha1ObjectStore>(resources, static (store, pools) => NamespaceOf(store, pools))
            .Watches<V1Alpha1StoragePool, V1Secret>(owned, static (secret, pools) => NamespaceOf(secret, pools))
            .Watches<V1Alpha1StoragePool, V1Node>(ListOptions.All, static (_, pools) => All(pools), WatchedAspects.IsSameNode);
    }

    private static void AddBucketControllers(IOperatorBuilder builder, string? watched)
    {
        var owned = OwnedCaches.OwnedIn(watched);
        var resources = new ListOptions { Namespace = watched };
        builder.AddController<BucketController, V1Alpha1Bucket>()
            .AddFinalizer<BucketFinalizer, V1Alpha1Bucket>(BucketFinalizer.Identifier)
            .Watches<V1Alpha1Bucket, V1Alpha1ObjectStore>(
                resources,
                static (store, buckets) => buckets.List().Where(bucket => bucket.Spec is not null && BucketClaims.StoreOf(bucket) == store.Key()).Select(static bucket => bucket.Key()),
                WatchedAspects.IsSameStore);
        builder.AddController<BucketAccessController, V1Alpha1BucketAccess>()
            .AddFinalizer<BucketAccessFinalizer, V1Alpha1BucketAccess>(BucketAccessFinalizer.Identifier)
            .Owns<V1Alpha1BucketAccess, V1Secret>(owned)
            .Owns<V1Alpha1BucketAccess, V1ConfigMap>(owned)
            .Watches<V1Alpha1BucketAccess, V1Alpha1Bucket>(
                resources, static (bucket, accesses) => accesses.List().Where(access => RefersTo(access, bucket)).Select(static access => access.Key()), WatchedAspects.IsSameBucket);
    }

    private static bool RefersTo(V1Alpha1BucketAccess access, V1Alpha1Bucket bucket) =>
        access.Spec?.BucketRefs.Any(reference => reference.Name == bucket.Metadata.Name && (reference.Namespace ?? access.Metadata.Namespace) == bucket.Metadata.Namespace) == true;

    private static IEnumerable<EntityKey> All<T>(IEntityCache<T> cache)
        where T : class, IKubernetesObject<V1ObjectMeta> => cache.List().Select(static each => each.Key());

    /// <summary>Pools and stores of a namespace concern each other.</summary>
    private static IEnumerable<EntityKey> NamespaceOf<T>(IKubernetesObject<V1ObjectMeta> changed, IEntityCache<T> cache)
        where T : class, IKubernetesObject<V1ObjectMeta> => cache.List().Where(each => each.Metadata.Namespace == changed.Metadata.Namespace).Select(static each => each.Key());

    private static IEnumerable<EntityKey> PoolOf(V1Pod pod) =>
        pod.Metadata.Labels?.GetValueOrDefault(PlanLabels.Pool) is { } pool ? [new EntityKey(pod.Metadata.Namespace, pool)] : [];
}
