using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Certificates;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Curators;
using ObjectStore.Operator.Hosting;
using ObjectStore.Operator.Planning;
using ObjectStore.Operator.Stores;
using ObjectStore.Rpc.Security;

namespace ObjectStore.Operator.Pools;

/// <summary>Brings what a pool is made of to what its spec asks for, and reads how its devices are. Thread-safe.</summary>
internal sealed class PoolApplier(
    OwnedCaches caches, StoreSecrets identities, SecretStore secrets, Applier applier, PoolPods pods, PoolDevices devices, IStoreCurators curators, IOptions<OperatorOptions> options, TimeProvider time)
{
    /// <summary>Applies all of it, or says why not.</summary>
    public async Task<PoolOutcome> ApplyAsync(V1Alpha1StoragePool pool, CancellationToken cancellationToken)
    {
        if (PoolRules.Judge(pool) is { } problem) return PoolOutcome.Refused(problem);
        var (name, @namespace) = (pool.Metadata.Name!, pool.Metadata.Namespace!);
        if (PoolClaims.OwnerOf(@namespace, name, caches.Resources<V1Alpha1ObjectStore>().List()) is not { } store)
            return PoolOutcome.Refused(new SpecProblem("WaitingForStore", $"No ObjectStore in namespace {@namespace} names the pool."));
        if (await identities.FindIdentityAsync(store, cancellationToken) is not { } identity)
            return PoolOutcome.Refused(new SpecProblem("WaitingForStore", $"The ObjectStore {store.Metadata.Name} has no identity yet."));

        var plan = new NodePlan(pool, store.Metadata.Name!, identity.Cluster, options.Value);
        await EnsureCertificateAsync(plan, identity.Authority, cancellationToken);
        await applier.ApplyAsync(plan.ServiceAccount(), cancellationToken);
        await applier.ApplyAsync(plan.Service(), cancellationToken);
        var daemonSet = await applier.ApplyAsync(plan.DaemonSet(), cancellationToken);
        var (report, isCurrent) = await ReadReportAsync(pool, store, cancellationToken);
        var promise = PoolRules.CheckPromise(pool.Spec!, PoolRules.Eligible(pool.Spec!, caches.Nodes.List()));
        var outcome = new PoolOutcome(null, promise, daemonSet, PodsOf(@namespace, name), report, isCurrent);
        await pods.ReconcileAsync(pool, outcome, cancellationToken);
        return outcome;
    }

    private List<V1Pod> PodsOf(string @namespace, string pool) =>
    [
        .. caches.Owned<V1Pod>().List()
            .Where(pod => pod.Metadata.Namespace == @namespace && pod.Metadata.Labels?.GetValueOrDefault(PlanLabels.Pool) == pool)
            .OrderBy(static pod => pod.Metadata.Name, StringComparer.Ordinal),
    ];

    private async Task EnsureCertificateAsync(NodePlan plan, ClusterAuthority authority, CancellationToken cancellationToken)
    {
        var name = PlanNames.NodeCertificate(plan.Pool.Metadata.Name!);
        string[] hosts = [PlanNames.NodeServerName(plan.Cluster)];
        var existing = await secrets.FindAsync(new EntityKey(plan.Pool.Metadata.Namespace, name), cancellationToken);
        if (existing is not null && authority.IsGood(existing.Data, hosts, time)) return;
        var files = authority.Issue(new PeerIdentity(PeerRoles.Node, plan.Pool.Metadata.Name!), hosts, time);
        await applier.ApplyAsync(new V1Secret { Metadata = PodParts.OwnedMeta(name, plan.Pool, plan.Selector), Data = files }, cancellationToken);
    }

    /// <summary>Null when the catalog is not open, or does not answer.</summary>
    private async Task<(AdminApi.PoolInfo? Report, bool IsCurrent)> ReadReportAsync(V1Alpha1StoragePool entity, V1Alpha1ObjectStore store, CancellationToken cancellationToken)
    {
        if (await curators.FindAsync(store.Key(), cancellationToken) is not { } access) return (null, false);
        await devices.ReconcileAsync(entity, access, cancellationToken);
        try
        {
            var pools = await access.ReadPoolsAsync(time.GetUtcNow(), cancellationToken);
            return (pools.Pools.FirstOrDefault(each => each.Name == entity.Metadata.Name), pools.IsCurrent);
        }
        catch (StorageException)
        {
            return (null, false);
        }
    }
}
