using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Client;

/// <summary>A page of a list, or a whole one.</summary>
/// <typeparam name="T">The kind.</typeparam>
/// <param name="Items">Objects, in the order of their keys.</param>
/// <param name="ResourceVersion">State of the collection that the list shows; a watch goes on from here.</param>
/// <param name="Continue">Asks for the next page, or null after the last.</param>
/// <param name="Unreadable">Objects that are there, but do not fit the type.</param>
public sealed record EntityList<T>(IReadOnlyList<T> Items, string ResourceVersion, string? Continue, IReadOnlyList<EntityKey> Unreadable);
