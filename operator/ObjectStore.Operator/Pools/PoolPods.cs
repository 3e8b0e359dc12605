using System.Text.Json.Nodes;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Events;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Pools;

/// <summary>What is done to the pods of storage nodes: they get the zone of their Kubernetes node as a label, budgets that follow the data, and are replaced zone by zone.</summary>
internal sealed class PoolPods(IKubernetesClient client, OwnedCaches caches, Applier applier, EventPublisher events, TimeProvider time)
{
    /// <summary>Brings labels, budgets and revisions on.</summary>
    public async Task ReconcileAsync(V1Alpha1StoragePool pool, PoolOutcome outcome, CancellationToken cancellationToken)
    {
        await LabelAsync(pool, outcome.Pods, cancellationToken);
        IReadOnlyList<V1Pod> outdated = outcome.Nodes is { Revision: null } or { Wanted: null } ? [] : RolloutPlan.PodsToReplace(outcome.Nodes, outcome.Others, time.GetUtcNow());
        var rolling = outdated.Where(PodFacts.IsReady).Select(DisruptionPlan.ZoneOf).FirstOrDefault() ?? RolloutPlan.FirstZone(outcome.Others);

        // A zone that was open may be losing pods this moment: no other one loses any before it has been seen closed.
        var isOpenElsewhere = rolling is not null && OpenZones(outcome).Any(zone => zone != rolling);
        await ProtectAsync(pool, outcome, rolling, cancellationToken);
        await ReplaceAsync(pool, [.. outdated.Where(pod => !isOpenElsewhere || !PodFacts.IsReady(pod))], cancellationToken);
    }

    /// <summary>Zones whose budgets, as last seen, let pods of some pool of the store go.</summary>
    private IEnumerable<string?> OpenZones(PoolOutcome outcome)
    {
        var pods = outcome.Others.Prepend(outcome.Nodes).SelectMany(static pool => pool.Pods).ToArray();
        return caches.Owned<V1PodDisruptionBudget>().List()
            .Where(budget => budget.Spec is { MinAvailable.Number: 0 } && pods.Any(pod => IsOfPoolOf(budget, pod)))
            .Select(static budget => budget.Metadata.Labels?.GetValueOrDefault(PlanLabels.Zone));

        static bool IsOfPoolOf(V1PodDisruptionBudget budget, V1Pod pod) =>
            budget.Metadata.Namespace == pod.Metadata.Namespace && budget.Metadata.Labels?.GetValueOrDefault(PlanLabels.Pool) is { } pool && pod.Metadata.Labels?.GetValueOrDefault(PlanLabels.Pool) == pool;
    }

    private async Task LabelAsync(V1Alpha1StoragePool pool, IReadOnlyList<V1Pod> pods, CancellationToken cancellationToken)
    {
        foreach (var pod in pods.Where(static pod => !pod.IsDeleting() && pod.Spec?.NodeName is not null))
        {
            if (caches.Nodes.Get(new EntityKey(null, pod.Spec!.NodeName!)) is not { } node || PoolRules.ZoneOf(pool.Spec!, node) is not { } zone) continue;
            if (pod.Metadata.Labels?.GetValueOrDefault(PlanLabels.Zone) == zone) continue;
            var labels = new JsonObject { [PlanLabels.Zone] = zone };
            var patch = V1Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["labels"] = labels } }.ToJsonString());
            try
            {
                await client.PatchAsync<V1Pod>(pod.Key(), patch, null, cancellationToken);
            }
            catch (KubernetesApiException exception) when (exception.IsNotFound)
            {
                // Gone meanwhile.
            }
        }
    }

    private async Task ProtectAsync(V1Alpha1StoragePool pool, PoolOutcome outcome, string? rolling, CancellationToken cancellationToken)
    {
        var cordoned = caches.Nodes.List().Where(static node => node.Spec?.Unschedulable == true).Select(static node => node.Metadata.Name!).ToHashSet(StringComparer.Ordinal);
        var open = DisruptionPlan.OpenZone(outcome.Nodes, outcome.Others, cordoned, rolling, time.GetUtcNow());
        await applier.ReplaceAsync<V1PodDisruptionBudget>(pool, [.. DisruptionPlan.Budgets(pool, outcome.Pods, open)], cancellationToken);
    }

    private async Task ReplaceAsync(V1Alpha1StoragePool pool, IReadOnlyList<V1Pod> outdated, CancellationToken cancellationToken)
    {
        foreach (var pod in outdated)
        {
            var uid = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = pod.Metadata.Uid } };
            if (!await client.DeleteAsync<V1Pod>(pod.Key(), uid, cancellationToken)) continue;
            await events(pool, "ReplacingNode", $"The storage node on {pod.Spec?.NodeName} is replaced by one of the current spec.", EventType.Normal, cancellationToken);
        }
    }
}
