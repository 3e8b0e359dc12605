using Microsoft.Extensions.Options;
using ObjectStore.Kubernetes.Configuration;
using ObjectStore.Kubernetes.Hosting;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Stores;

/// <summary>Objects that a store has only while its spec asks for them: network policies, an autoscaler, an ingress. Those that it asks for no more are deleted. Thread-safe.</summary>
internal sealed class StoreExtras(Applier applier, KubernetesClientConfiguration configuration, IOptions<OperatorSettings> settings)
{
    /// <summary>Applies and deletes them.</summary>
    public async Task ApplyAsync(V1Alpha1ObjectStore store, IReadOnlyList<string> pools, CancellationToken cancellationToken)
    {
        var exposure = new ExposurePlan(store);
        var own = settings.Value.OwnNamespace(configuration);
        await applier.ReplaceAsync<V1NetworkPolicy>(store, store.Spec!.NetworkPolicy is null ? [] : [.. new NetworkPlan(store, pools, own).All()], cancellationToken);
        await applier.ReplaceAsync<V2HorizontalPodAutoscaler>(store, exposure.Autoscaler() is { } autoscaler ? [autoscaler] : [], cancellationToken);
        await applier.ReplaceAsync<V1Ingress>(store, exposure.Ingress() is { } ingress ? [ingress] : [], cancellationToken);
    }
}
