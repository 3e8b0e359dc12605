namespace ObjectStore.Index.Databases;

/// <summary>What a process knows of its cluster before it has seen the catalog.</summary>
/// <param name="Cluster">The cluster's identity; null when the catalog alone says it.</param>
/// <param name="WhenEmpty">What an empty database means.</param>
public readonly record struct CatalogExpectation(Guid? Cluster, EmptyCatalog WhenEmpty);
