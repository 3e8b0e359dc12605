using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Operator.Conditions;

namespace ObjectStore.Operator.Accesses;

/// <summary>The ConfigMap of an access, where one is asked for. Thread-safe.</summary>
internal sealed class AccessConfigMaps(IKubernetesClient client, OwnedCaches caches, Applier applier)
{
    /// <summary>Why it cannot be made, or null. What somebody else made under its name is left as it is.</summary>
    public async Task<SpecProblem?> CheckAsync(V1Alpha1BucketAccess access, CancellationToken cancellationToken)
    {
        if (!access.Spec!.ConfigMap) return null;
        var key = new EntityKey(access.Metadata.Namespace, AccessPlan.NameOf(access));
        var existing = caches.Owned<V1ConfigMap>().Get(key) ?? await client.GetAsync<V1ConfigMap>(key, cancellationToken);
        return existing is null || existing.ControllerOwner()?.Uid == access.Metadata.Uid ? null : new SpecProblem("ConfigMapTaken", $"The ConfigMap {key.Name} belongs to somebody else.");
    }

    /// <summary>Makes it, or deletes the one that is not asked for any more.</summary>
    public Task ApplyAsync(AccessPlan plan, CancellationToken cancellationToken) =>
        applier.ReplaceAsync<V1ConfigMap>(plan.Access, plan.Access.Spec!.ConfigMap ? [plan.ConfigMap()] : [], cancellationToken);
}
