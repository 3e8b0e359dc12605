using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Serialization;

namespace ObjectStore.Operator.Conditions;

/// <summary>Writes a status when it differs from the one that was read. Thread-safe.</summary>
internal sealed class StatusWriter(IKubernetesClient client, KubernetesJson json)
{
    /// <summary>Writes it; a resource that is gone meanwhile needs none.</summary>
    /// <param name="before">The status that was read.</param>
    /// <param name="fresh">The resource with its name and the new status, and nothing else.</param>
    /// <param name="after">The new status.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task WriteAsync<T, TStatus>(TStatus? before, T fresh, TStatus after, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
        where TStatus : class
    {
        if (before is not null && json.Serialize(before).AsSpan().SequenceEqual(json.Serialize(after))) return;
        try
        {
            await client.ApplyStatusAsync(fresh, cancellationToken);
        }
        catch (KubernetesApiException exception) when (exception.IsNotFound)
        {
            // Deleted while it was reconciled.
        }
    }
}
