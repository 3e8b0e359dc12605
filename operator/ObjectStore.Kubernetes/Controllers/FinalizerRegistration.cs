namespace ObjectStore.Kubernetes.Controllers;

/// <summary>A finalizer of a kind; the implementation is a keyed service of that identifier.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
/// <param name="Identifier">As it stands in metadata: <c>domain/name</c>.</param>
internal sealed record FinalizerRegistration<TEntity>(string Identifier);
