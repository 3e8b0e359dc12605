using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
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
        if (PoolRules.Judge(pool) is { } problem) return Refused(pool, problem);
        var stores = caches.Resources<V1Alpha1ObjectStore>().List();
        if (PoolClaims.OwnerOf(pool, stores) is not { } store || StorePools.Of(store, caches.Resources<V1Alpha1StoragePool>().List()) is not { } siblings)
            return Refused(pool, new SpecProblem("WaitingForStore", $"No ObjectStore in namespace {pool.Metadata.Namespace} names the pool."));
        if (await identities.FindIdentityAsync(store, cancellationToken) is not { } identity)
            return Refused(pool, new SpecProblem("WaitingForStore", $"The ObjectStore {store.Metadata.Name} has no identity yet."));

        var plan = new NodePlan(pool, store.Metadata.Name!, identity.Cluster, options.Value);
        await EnsureCertificateAsync(plan, identity.Authority, cancellationToken);
        var others = caches.Resources<V1Alpha1StoragePool>().List().Where(other => other.Spec is not null && PoolClaims.OwnerOf(other, stores) is not null);
        if (PoolNeighbours.Judge(pool, siblings, others, caches.Nodes.List()) is { } conflict) return Refused(pool, conflict);
        await applier.ApplyAsync(plan.ServiceAccount(), cancellationToken);
        await applier.ApplyAsync(plan.Service(), cancellationToken);
        var daemonSet = await applier.ApplyAsync(plan.DaemonSet(), cancellationToken);
        var (reports, binding) = await ReadReportsAsync(pool, store, cancellationToken);
        var promise = PoolRules.CheckPromise(pool.Spec!, PoolRules.Eligible(pool.Spec!, caches.Nodes.List()));
        var outcome = new PoolOutcome(null, promise, daemonSet, PodsOf(pool), ReportOf(pool, reports), reports is { IsCurrent: true })
        {
            Unfollowed = PoolNeighbours.Unfollowed(pool, siblings),
            Binding = binding,
            Others = [.. siblings.All.Where(other => other.Metadata.Uid != pool.Metadata.Uid).Select(other => NodesOf(other, reports))],
        };
        await pods.ReconcileAsync(pool, outcome, cancellationToken);
        return outcome;
    }

    /// <summary>Nothing was done.</summary>
    public static PoolOutcome Refused(V1Alpha1StoragePool pool, SpecProblem problem) => PoolOutcome.Refused(problem, PoolBinding.Of(pool));

    private static AdminApi.PoolInfo? ReportOf(V1Alpha1StoragePool pool, AdminApi.PoolList? reports) => reports?.Pools.FirstOrDefault(each => each.Name == pool.Metadata.Name);

    private PoolNodes NodesOf(V1Alpha1StoragePool pool, AdminApi.PoolList? reports)
    {
        var set = caches.Owned<V1DaemonSet>().Get(new EntityKey(pool.Metadata.Namespace, PlanNames.Node(pool.Metadata.Name!)));
        return PoolNodes.Of(set, PodsOf(pool), reports is { IsCurrent: true } && PoolOutcome.IsWhole(ReportOf(pool, reports)));
    }

    private List<V1Pod> PodsOf(V1Alpha1StoragePool pool) =>
    [
        .. caches.Owned<V1Pod>().List()
            .Where(pod => pod.Metadata.Namespace == pool.Metadata.Namespace && pod.Metadata.Labels?.GetValueOrDefault(PlanLabels.Pool) == pool.Metadata.Name)
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

    /// <summary>What the curator says of all pools of the store, null when the catalog is not open or does not answer; and what the pool is bound to, which then is as before.</summary>
    private async Task<(AdminApi.PoolList? Reports, PoolBinding? Binding)> ReadReportsAsync(V1Alpha1StoragePool pool, V1Alpha1ObjectStore store, CancellationToken cancellationToken)
    {
        var before = PoolBinding.Of(pool);
        if (await curators.FindAsync(store.Key(), cancellationToken) is not { } access) return (null, before);
        try
        {
            var binding = PoolBinding.Next(pool, store.Metadata.Name!, await access.ReadPoolNamesAsync(cancellationToken));
            if (binding is not null) await devices.ReconcileAsync(pool, new PoolName(binding.ClusterPool), access, cancellationToken);
            return (await access.ReadPoolsAsync(time.GetUtcNow(), cancellationToken), binding);
        }
        catch (StorageException)
        {
            return (null, before);
        }
    }
}
