using System.Text;
using System.Text.Json;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Kubernetes.Controllers;

/// <summary>Attaches finalizers and removes them, without touching those of others.</summary>
internal static class Finalization
{
    /// <summary>Attaches what is missing.</summary>
    /// <returns>The entity as it is now.</returns>
    /// <exception cref="KubernetesApiException">A conflict when the entity has changed since it was read.</exception>
    public static Task<T> AttachAsync<T>(IKubernetesClient client, T entity, IEnumerable<string> identifiers, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        string[] missing = [.. identifiers.Where(identifier => !entity.HasFinalizer(identifier))];
        return missing.Length == 0 ? Task.FromResult(entity) : SetAsync(client, entity, [.. entity.Metadata.Finalizers ?? [], .. missing], cancellationToken);
    }

    /// <summary>Removes one. The cleaning up is done, so this is not cut off: half done it would be done all over.</summary>
    /// <returns>The entity as it is now; gone, if this was the last.</returns>
    /// <exception cref="KubernetesApiException">A conflict when the entity has changed since it was read.</exception>
    public static Task<T> RemoveAsync<T>(IKubernetesClient client, T entity, string identifier)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        SetAsync(client, entity, [.. (entity.Metadata.Finalizers ?? []).Where(other => other != identifier)], CancellationToken.None);

    private static Task<T> SetAsync<T>(IKubernetesClient client, T entity, string[] finalizers, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        client.PatchAsync<T>(entity.Key(), V1Patch.Merge(PatchOf(entity.Metadata, finalizers)), null, cancellationToken);

    /// <summary>Replaces the list; the versions make sure that it is the list that was read, of the object that was read.</summary>
    private static string PatchOf(V1ObjectMeta metadata, string[] finalizers)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("metadata");
            json.WriteString("uid", metadata.Uid);
            json.WriteString("resourceVersion", metadata.ResourceVersion);
            json.WriteStartArray("finalizers");
            foreach (var finalizer in finalizers) json.WriteStringValue(finalizer);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
