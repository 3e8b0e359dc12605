using Microsoft.Extensions.Options;
using ObjectStore.Kubernetes.Controllers;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Curators;
using ObjectStore.Operator.Hosting;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Stores;

/// <summary>Makes gateways, the bundled database, Secrets and the curator of a store.</summary>
internal sealed class ObjectStoreController(
    OwnedCaches caches, StoreSecrets secrets, Applier applier, IStoreCurators curators, StatusWriter statuses, IOptions<OperatorOptions> options, TimeProvider time)
    : IEntityController<V1Alpha1ObjectStore>
{
    private static readonly TimeSpan LookAgainSoon = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    public async Task<ReconciliationResult<V1Alpha1ObjectStore>> ReconcileAsync(V1Alpha1ObjectStore entity, CancellationToken cancellationToken)
    {
        var outcome = await ApplyAsync(entity, cancellationToken);
        var status = StoreStatusPlan.Of(entity, outcome, options.Value.ClusterDomain, time.GetUtcNow());
        var fresh = new V1Alpha1ObjectStore { Metadata = new V1ObjectMeta { Name = entity.Metadata.Name, Namespace = entity.Metadata.Namespace }, Status = status };
        await statuses.WriteAsync(entity.Status, fresh, status, cancellationToken);
        var isReady = status.Conditions!.Any(static condition => condition is { Type: ConditionTypes.Ready, Status: "True" });
        return ReconciliationResult<V1Alpha1ObjectStore>.Success(entity, isReady ? LookAgain : LookAgainSoon);
    }

    /// <inheritdoc />
    public async Task<ReconciliationResult<V1Alpha1ObjectStore>> DeletedAsync(V1Alpha1ObjectStore entity, CancellationToken cancellationToken)
    {
        await curators.RemoveAsync(entity.Key(), cancellationToken);
        return ReconciliationResult<V1Alpha1ObjectStore>.Success(entity);
    }

    private async Task<StoreOutcome> ApplyAsync(V1Alpha1ObjectStore store, CancellationToken cancellationToken)
    {
        var (pool, problem) = StoreRules.Judge(store, caches.Resources<V1Alpha1ObjectStore>().List(), caches.Resources<V1Alpha1StoragePool>().List());
        if (pool is null) return StoreOutcome.Refused(problem!);
        var (material, missing) = await secrets.GatherAsync(store, cancellationToken);
        if (material is null) return StoreOutcome.Refused(missing!);

        var zones = ZonePlan.ZonesOf(caches.Nodes.List(), pool.Spec!.ZoneTopologyKey);
        await applier.ApplyAsync(ZonePlan.ConfigMap(store, zones), cancellationToken);
        if (store.Spec!.Index.Bundled is not null)
        {
            var postgres = new PostgresPlan(store, options.Value);
            await applier.ApplyAsync(postgres.Service(), cancellationToken);
            await applier.ApplyAsync(postgres.StatefulSet(), cancellationToken);
        }

        var gateway = new GatewayPlan(store, pool, new GatewayInputs(material.Cluster, material.Names.Admin, material.Names.MasterKey, material.Names.Connection, material.SecretsHash), options.Value);
        await applier.ApplyAsync(gateway.ServiceAccount(), cancellationToken);
        var service = await applier.ApplyAsync(gateway.Service(), cancellationToken);
        await applier.ApplyAsync(gateway.DisruptionBudget(), cancellationToken);
        var deployment = await applier.ApplyAsync(gateway.Deployment(), cancellationToken);
        var curator = await curators.EnsureAsync(store.Key(), SettingsOf(material.Cluster, pool), new CuratorSecrets(material.Connection, material.MasterKey, material.Authority), cancellationToken);
        return new StoreOutcome(null, curator, deployment, service, material.Names.Admin);
    }

    private static CuratorSettings SettingsOf(Guid cluster, V1Alpha1StoragePool pool)
    {
        var spec = pool.Spec!;
        return new CuratorSettings(
            cluster, pool.Metadata.Namespace!, pool.Metadata.Name!, spec.ErasureProfile, spec.Scrub.PeriodDays, spec.Scrub.BytesPerSecondPerDevice, spec.Repair.BytesPerSecond, spec.Repair.DownOutSeconds);
    }
}
