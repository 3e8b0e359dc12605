using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Watching;

/// <summary>What a watch has seen of a kind: reads without requests, a moment behind the API server. Thread-safe.</summary>
/// <typeparam name="T">The kind. Objects are shared by all readers, which is safe because they cannot be changed.</typeparam>
public interface IEntityCache<T>
    where T : class
{
    /// <summary>Whether the first list has been read. Before that the cache says nothing about what there is.</summary>
    bool HasSynced { get; }

    /// <summary>Waits for the first list.</summary>
    Task WaitForSyncAsync(CancellationToken cancellationToken);

    /// <summary>The object, or null when there is none.</summary>
    T? Get(EntityKey key);

    /// <summary>All objects, in no order.</summary>
    IReadOnlyList<T> List();

    /// <summary>Objects for which an index that was added gives a value.</summary>
    /// <exception cref="KeyNotFoundException">There is no such index.</exception>
    IReadOnlyList<T> ByIndex(string index, string value);
}
