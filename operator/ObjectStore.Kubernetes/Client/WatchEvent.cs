using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Client;

/// <summary>An event of a watch.</summary>
/// <typeparam name="T">The kind.</typeparam>
/// <param name="Type">What happened.</param>
/// <param name="Key">The object; empty for a bookmark.</param>
/// <param name="ResourceVersion">A later watch goes on from here.</param>
/// <param name="Entity">The object's state, the last one if it is gone. Null for a bookmark, and for an object that does not fit the type.</param>
public readonly record struct WatchEvent<T>(WatchEventType Type, EntityKey Key, string ResourceVersion, T? Entity);
