using Microsoft.Extensions.Options;
using ObjectStore.Kubernetes.Entities;
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
        var (pool, problem) = StoreRules.Judge(store, caches.Resources<V1Alpha1ObjectStore>().List(), caches.Resources<V1Alpha1StoragePool>().List());
        if (pool is null) return StoreOutcome.Refused(problem!);
        var foreign = await foreigners.ApplyAsync(store, pool.Spec!.ZoneTopologyKey, cancellationToken);
        var outcome = await ApplyAsync(store, pool, foreign, cancellationToken);
        return outcome with { Foreign = foreign };
    }

    private async Task<StoreOutcome> ApplyAsync(V1Alpha1ObjectStore store, V1Alpha1StoragePool pool, IReadOnlyList<ConditionDraft> foreign, CancellationToken cancellationToken)
    {
        var (material, unusable) = await secrets.GatherAsync(store, cancellationToken);
        if (material is null) return StoreOutcome.Refused(StoreForeigners.Explain(unusable!, foreign));

        // The curator first: it repairs and collects whatever becomes of the rest.
        var destinations = material.Destinations;
        var curatorSecrets = new CuratorSecrets(material.Connection, material.MasterKey, material.Authority) { IndexAuthority = material.IndexAuthority, Destinations = destinations.Files };
        var curator = await curators.EnsureAsync(store.Key(), SettingsOf(material.Cluster, pool) with { Destinations = destinations.Settings }, curatorSecrets, cancellationToken);
        if (unusable is not null) return StoreOutcome.Refused(StoreForeigners.Explain(unusable, foreign)) with { Destinations = destinations.Condition };
        var zones = ZonePlan.ZonesOf(caches.Nodes.List(), pool.Spec!.ZoneTopologyKey);
        await applier.ApplyAsync(ZonePlan.ConfigMap(store, zones), cancellationToken);
        if (store.Spec!.Index.Bundled is not null)
        {
            var postgres = new PostgresPlan(store, options.Value);
            await applier.ApplyAsync(postgres.Service(), cancellationToken);
            await applier.ApplyAsync(postgres.StatefulSet(), cancellationToken);
        }

        var gateway = new GatewayPlan(store, pool, new GatewayInputs(material.Cluster, material.Names.Admin, material.Names.MasterKey, material.Names.Encryption, material.Names.Connection, material.SecretsHash), options.Value);
        await applier.ApplyAsync(gateway.ServiceAccount(), cancellationToken);
        var service = await applier.ApplyAsync(gateway.Service(), cancellationToken);
        await applier.ApplyAsync(gateway.AdminService(), cancellationToken);
        await applier.ApplyAsync(gateway.DisruptionBudget(), cancellationToken);
        var deployment = await applier.ApplyAsync(gateway.Deployment(), cancellationToken);
        await extras.ApplyAsync(store, pool.Metadata.Name!, cancellationToken);
        return new StoreOutcome(null, curator, deployment, service, material.Names.Admin) { Destinations = destinations.Condition };
    }

    private static CuratorSettings SettingsOf(Guid cluster, V1Alpha1StoragePool pool)
    {
        var spec = pool.Spec!;
        return new CuratorSettings(
            cluster, pool.Metadata.Namespace!, pool.Metadata.Name!, spec.ErasureProfile, spec.Scrub.PeriodDays, spec.Scrub.BytesPerSecondPerDevice, spec.Repair.BytesPerSecond, spec.Repair.DownOutSeconds);
    }
}
