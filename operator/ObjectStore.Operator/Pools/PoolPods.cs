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
        await ProtectAsync(pool, outcome, cancellationToken);
        await ReplaceAsync(pool, outcome, cancellationToken);
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

    private async Task ProtectAsync(V1Alpha1StoragePool pool, PoolOutcome outcome, CancellationToken cancellationToken)
    {
        var cordoned = caches.Nodes.List().Where(static node => node.Spec?.Unschedulable == true).Select(static node => node.Metadata.Name!).ToHashSet(StringComparer.Ordinal);
        var open = DisruptionPlan.OpenZone(outcome.Nodes, outcome.Others, cordoned, time.GetUtcNow());
        await applier.ReplaceAsync<V1PodDisruptionBudget>(pool, [.. DisruptionPlan.Budgets(pool, outcome.Pods, open)], cancellationToken);
    }

    private async Task ReplaceAsync(V1Alpha1StoragePool pool, PoolOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Nodes is { Revision: null } or { Wanted: null }) return;
        foreach (var pod in RolloutPlan.PodsToReplace(outcome.Nodes, outcome.Others, time.GetUtcNow()))
        {
            var uid = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = pod.Metadata.Uid } };
            if (!await client.DeleteAsync<V1Pod>(pod.Key(), uid, cancellationToken)) continue;
            await events(pool, "ReplacingNode", $"The storage node on {pod.Spec?.NodeName} is replaced by one of the current spec.", EventType.Normal, cancellationToken);
        }
    }
}
