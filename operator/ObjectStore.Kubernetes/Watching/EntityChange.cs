using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Watching;

/// <summary>A change of a cache.</summary>
/// <typeparam name="T">The kind.</typeparam>
/// <param name="Key">The object.</param>
/// <param name="Previous">Its state before, or null when it is new.</param>
/// <param name="Current">Its state now, or null when it is gone.</param>
public readonly record struct EntityChange<T>(EntityKey Key, T? Previous, T? Current);
