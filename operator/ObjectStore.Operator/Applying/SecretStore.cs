using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Applying;

/// <summary>Secrets that are made once and kept: their content is random, and never written again. Thread-safe.</summary>
internal sealed class SecretStore(IKubernetesClient client, OwnedCaches caches)
{
    /// <summary>The Secret, made now if there is none. Of two that make it at the same time one wins, and both get what it made.</summary>
    public async Task<V1Secret> GetOrCreateAsync(EntityKey key, Func<V1Secret> make, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, cancellationToken) is { } existing) return existing;
        try
        {
            return await client.CreateAsync(make(), cancellationToken);
        }
        catch (KubernetesApiException exception) when (exception.IsAlreadyExists)
        {
            return await client.GetAsync<V1Secret>(key, cancellationToken) ?? throw new InvalidOperationException($"The Secret {key} came and went.");
        }
    }

    /// <summary>A Secret, whoever made it; null when there is none.</summary>
    public async Task<V1Secret?> FindAsync(EntityKey key, CancellationToken cancellationToken) =>
        caches.Owned<V1Secret>().Get(key) ?? await client.GetAsync<V1Secret>(key, cancellationToken);

    /// <summary>A Secret as it is now, where what was written a moment ago must not be missed; null when there is none.</summary>
    public Task<V1Secret?> ReadAsync(EntityKey key, CancellationToken cancellationToken) => client.GetAsync<V1Secret>(key, cancellationToken);
}
