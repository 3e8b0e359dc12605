namespace ObjectStore.Cluster.Identities;

/// <summary>Identities of the catalog, in order of their access keys.</summary>
/// <param name="Identities">Those that can be read.</param>
/// <param name="Unreadable">How many cannot: they are damaged, of a later release, or sealed with another master key.</param>
/// <param name="IsTruncated">Whether there are more than a process keeps in memory.</param>
public sealed record IdentityListing(IReadOnlyList<CatalogIdentity> Identities, int Unreadable, bool IsTruncated);
