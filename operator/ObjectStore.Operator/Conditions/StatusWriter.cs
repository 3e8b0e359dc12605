using System.Collections.Concurrent;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Serialization;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Conditions;

/// <summary>Writes a status when it differs from the one that was read, or from the one that was written last, which the cache may not have seen yet. Thread-safe.</summary>
internal sealed class StatusWriter(IKubernetesClient client, KubernetesJson json)
{
    /// <summary>Beyond this what was written is forgotten; then what was read counts alone.</summary>
    private const int RememberedMax = 100_000;

    private readonly ConcurrentDictionary<(Type Kind, EntityKey Key), string> _written = new();

    /// <summary>Writes it; a resource that is gone meanwhile needs none.</summary>
    /// <param name="before">The status that was read.</param>
    /// <param name="fresh">The resource with its name and the new status, and nothing else.</param>
    /// <param name="after">The new status.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task WriteAsync<T, TStatus>(TStatus? before, T fresh, TStatus after, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
        where TStatus : class
    {
        var key = (typeof(T), fresh.Key());
        var hash = PodParts.HashOf(json.Serialize(after));
        var isRead = before is not null && PodParts.HashOf(json.Serialize(before)) == hash;
        if (isRead && (!_written.TryGetValue(key, out var last) || last == hash)) return;
        try
        {
            await client.ApplyStatusAsync(fresh, cancellationToken);
            if (_written.Count >= RememberedMax) _written.Clear();
            _written[key] = hash;
        }
        catch (KubernetesApiException exception) when (exception.IsNotFound)
        {
            // Deleted while it was reconciled.
            _written.TryRemove(key, out _);
        }
    }
}
