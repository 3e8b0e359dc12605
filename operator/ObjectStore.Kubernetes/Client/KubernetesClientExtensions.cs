using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Queues;

namespace ObjectStore.Kubernetes.Client;

/// <summary>Steps of several requests.</summary>
public static class KubernetesClientExtensions
{
    private const int ConflictsMax = 8;
    private static readonly TimeSpan ConflictDelayMin = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ConflictDelayMax = TimeSpan.FromSeconds(1);

    /// <summary>Reads an object, changes it and writes it back; begins anew when it was changed meanwhile, a few times.</summary>
    /// <param name="client">The client.</param>
    /// <param name="key">The object.</param>
    /// <param name="change">The object as it should be, or null to leave it as it is. May be called again, with a newer object.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The object as it is now, or null when there is none.</returns>
    /// <exception cref="KubernetesApiException">A conflict when others change the object all the time, or any other failure.</exception>
    public static async Task<T?> UpdateWithRetryAsync<T>(this IKubernetesClient client, EntityKey key, Func<T, T?> change, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var backoff = new Backoff(ConflictDelayMin, ConflictDelayMax);
        for (var conflicts = 0; ; conflicts++)
        {
            var entity = await client.GetAsync<T>(key, cancellationToken);
            if (entity is null || change(entity) is not { } changed) return entity;
            try
            {
                return await client.UpdateAsync(changed, cancellationToken);
            }
            catch (KubernetesApiException exception) when (exception.IsConflict && conflicts < ConflictsMax)
            {
                await Task.Delay(backoff.Next(), cancellationToken);
            }
        }
    }
}
