using Microsoft.Extensions.Options;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Curators;
using ObjectStore.Operator.Hosting;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Stores;

/// <summary>Brings what a store is made of to what its spec asks for. Thread-safe.</summary>
internal sealed class StoreApplier(OwnedCaches caches, StoreSecrets secrets, Applier applier, StoreExtras extras, StoreForeigners foreigners, IStoreCurators curators, IOptions<OperatorOptions> options)
{
    /// <summary>Applies all of it, or says why not.</summary>
    public async Task<StoreOutcome> ApplyAsync(V1Alpha1ObjectStore store, CancellationToken cancellationToken)
    {
        var (pools, problem) = StoreRules.Judge(store, caches.Resources<V1Alpha1ObjectStore>().List(), caches.Resources<V1Alpha1StoragePool>().List());
        if (pools is null)
        {
            await KeepAsync(store, cancellationToken);
            return StoreOutcome.Refused(problem!);
        }

        var foreign = await foreigners.ApplyAsync(store, pools.First.Spec!.ZoneTopologyKey, cancellationToken);
        var outcome = await ApplyAsync(store, pools, foreign, cancellationToken);
        return outcome with { Foreign = foreign };
    }

    private async Task<StoreOutcome> ApplyAsync(V1Alpha1ObjectStore store, StorePools pools, IReadOnlyList<ConditionDraft> foreign, CancellationToken cancellationToken)
    {
        var (material, unusable) = await secrets.GatherAsync(store, cancellationToken);
        if (material is null) return StoreOutcome.Refused(StoreForeigners.Explain(unusable!, foreign));

        // The curator first: it repairs and collects whatever becomes of the rest.
        var curator = await EnsureCuratorAsync(store, material, pools, cancellationToken);
        if (unusable is not null) return StoreOutcome.Refused(StoreForeigners.Explain(unusable, foreign)) with { Destinations = material.Destinations.Condition, Targets = material.Targets.Condition };

        var zones = ZonePlan.ZonesOf(caches.Nodes.List(), pools.First.Spec!.ZoneTopologyKey);
        await applier.ApplyAsync(ZonePlan.ConfigMap(store, zones), cancellationToken);
        if (store.Spec!.Index.Bundled is not null)
        {
            var postgres = new PostgresPlan(store, options.Value);
            await applier.ApplyAsync(postgres.Service(), cancellationToken);
            await applier.ApplyAsync(postgres.StatefulSet(), cancellationToken);
        }

        var (service, deployment) = await ApplyGatewaysAsync(new GatewayPlan(store, pools.First, InputsOf(material, pools), options.Value), cancellationToken);
        await extras.ApplyAsync(store, pools.Names, cancellationToken);
        return new StoreOutcome(null, curator, deployment, service, material.Names.Admin) { Destinations = material.Destinations.Condition, Targets = material.Targets.Condition, Pools = pools };
    }

    /// <summary>
    /// Has what a store holds repaired although its spec is refused: by the curator that it has, or by one without events and replicas where an operator has begun since that never knew a good spec.
    /// They wait in the index until the spec can be followed.
    /// </summary>
    private async Task KeepAsync(V1Alpha1ObjectStore store, CancellationToken cancellationToken)
    {
        if (await curators.KeepAsync(store.Key(), cancellationToken)) return;
        if (!StoreRules.SaysIndex(store) || StorePools.Held(store, caches.Resources<V1Alpha1StoragePool>().List()) is not { } held) return;
        var bare = store with { Spec = store.Spec! with { Events = new StoreEvents(), ReplicationTargets = null } };
        if ((await secrets.GatherAsync(bare, cancellationToken)).Material is { } material) await EnsureCuratorAsync(bare, material, held, cancellationToken);
    }

    private Task<CuratorState> EnsureCuratorAsync(V1Alpha1ObjectStore store, StoreMaterial material, StorePools pools, CancellationToken cancellationToken)
    {
        var files = new CuratorSecrets(material.Connection, material.MasterKey, material.Authority)
        {
            IndexAuthority = material.IndexAuthority,
            Destinations = material.Destinations.Files,
            Replication = material.Targets.Files,
        };
        var settings = SettingsOf(material.Cluster, pools) with { Destinations = material.Destinations.Settings, Replication = material.Targets.Settings };
        return curators.EnsureAsync(store.Key(), settings, files, cancellationToken);
    }

    private async Task<(V1Service Service, V1Deployment Deployment)> ApplyGatewaysAsync(GatewayPlan gateway, CancellationToken cancellationToken)
    {
        await applier.ApplyAsync(gateway.ServiceAccount(), cancellationToken);
        var service = await applier.ApplyAsync(gateway.Service(), cancellationToken);
        await applier.ApplyAsync(gateway.AdminService(), cancellationToken);
        await applier.ApplyAsync(gateway.DisruptionBudget(), cancellationToken);
        return (service, await applier.ApplyAsync(gateway.Deployment(), cancellationToken));
    }

    private static GatewayInputs InputsOf(StoreMaterial material, StorePools pools) =>
        new(material.Cluster, material.Names.Admin, material.Names.MasterKey, material.Names.Encryption, material.Names.Connection, material.SecretsHash)
        {
            StorageClasses = [.. pools.ClusterClasses],
        };

    private static CuratorSettings SettingsOf(Guid cluster, StorePools pools)
    {
        var (first, spec) = (pools.First, pools.First.Spec!);
        var all = pools.All.Select(static pool => new CuratorPool(pool.Metadata.Name!, StorePools.ClusterNameOf(pool), pool.Spec!.ErasureProfile));
        return new CuratorSettings(
            cluster, first.Metadata.Namespace!, new([.. all]), spec.Scrub.PeriodDays, spec.Scrub.BytesPerSecondPerDevice, spec.Repair.BytesPerSecond, spec.Repair.DownOutSeconds)
        {
            Classes = new([.. pools.ClusterClasses]),
        };
    }
}
