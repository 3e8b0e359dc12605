using Microsoft.Extensions.Options;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Configuration;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Hosting;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Stores;

/// <summary>Objects that a store has only while its spec asks for them: network policies, an autoscaler, an ingress. Those that it asks for no more are deleted. Thread-safe.</summary>
internal sealed class StoreExtras(IKubernetesClient client, OwnedCaches caches, Applier applier, KubernetesClientConfiguration configuration, IOptions<OperatorSettings> settings)
{
    /// <summary>Applies and deletes them.</summary>
    public async Task ApplyAsync(V1Alpha1ObjectStore store, string pool, CancellationToken cancellationToken)
    {
        var exposure = new ExposurePlan(store);
        var own = settings.Value.Namespace is { Length: > 0 } set ? set : configuration.Namespace;
        await ReplaceAsync<V1NetworkPolicy>(store, store.Spec!.NetworkPolicy is null ? [] : [.. new NetworkPlan(store, pool, own).All()], cancellationToken);
        await ReplaceAsync<V2HorizontalPodAutoscaler>(store, exposure.Autoscaler() is { } autoscaler ? [autoscaler] : [], cancellationToken);
        await ReplaceAsync<V1Ingress>(store, exposure.Ingress() is { } ingress ? [ingress] : [], cancellationToken);
    }

    private async Task ReplaceAsync<T>(V1Alpha1ObjectStore store, IReadOnlyList<T> planned, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        foreach (var entity in planned) await applier.ApplyAsync(entity, cancellationToken);
        var names = planned.Select(static entity => entity.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var stale in caches.Owned<T>().List().Where(entity => entity.ControllerOwner()?.Uid == store.Metadata.Uid && !names.Contains(entity.Metadata.Name)))
            await client.DeleteAsync<T>(stale.Key(), new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = stale.Metadata.Uid } }, cancellationToken);
    }
}
