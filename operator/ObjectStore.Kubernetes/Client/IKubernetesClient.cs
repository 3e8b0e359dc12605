using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Kubernetes.Client;

/// <summary>Typed access to the Kubernetes API. Thread-safe.</summary>
/// <remarks>
/// Every method throws <see cref="KubernetesApiException"/> for what the server refuses and for a server that cannot be reached. Attempts that the server has refused to
/// begin (429, 503 with a Retry-After) are made again a few times; what was perhaps carried out only where that does no harm: reads, and server-side apply.
/// </remarks>
public interface IKubernetesClient
{
    /// <summary>Reads an object, null when there is none.</summary>
    Task<T?> GetAsync<T>(EntityKey key, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Reads one page of a list.</summary>
    /// <param name="options">What the list covers.</param>
    /// <param name="continueToken">From the page before, null for the first. A token expires after some minutes (<see cref="KubernetesApiException.IsExpired"/>).</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<EntityList<T>> ListPageAsync<T>(ListOptions options, string? continueToken, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Reads a whole list, page by page, all of one state. Begins anew, once, when the state expires meanwhile.</summary>
    Task<EntityList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Follows changes from a resource version on, until the server ends the watch: after some minutes, and whenever it likes. Ask for bookmarks is implied.</summary>
    /// <exception cref="KubernetesApiException"><see cref="KubernetesApiException.IsExpired"/> when the resource version is too old.</exception>
    IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(ListOptions options, string resourceVersion, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Creates an object; <c>generateName</c> lets the server name it.</summary>
    Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Replaces an object. Its resource version, when set, must be the current one. Fields that the type does not have are lost: prefer <see cref="ApplyAsync"/>.</summary>
    Task<T> UpdateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Replaces the status alone.</summary>
    Task<T> UpdateStatusAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Server-side apply: creates the object or makes the fields given the caller's; fields that the caller applied before and does not any more are removed.</summary>
    Task<T> ApplyAsync<T>(T entity, ApplyOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Server-side apply of the status alone, forced. The object must exist.</summary>
    Task<T> ApplyStatusAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Patches an object, or its status.</summary>
    /// <param name="key">The object.</param>
    /// <param name="patch">What changes.</param>
    /// <param name="subresource"><c>status</c>, <c>scale</c>, or null for the object itself.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<T> PatchAsync<T>(EntityKey key, V1Patch patch, string? subresource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Deletes an object, or begins to when it has finalizers. False when there was none.</summary>
    Task<bool> DeleteAsync<T>(EntityKey key, V1DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;
}
