using System.Security.Cryptography;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Cluster.Identities;

/// <summary>
/// Access keys in the catalog: a state for each, <c>identity/</c> and the access key, and a stamp that every change replaces, so that gateways read them anew only then.
/// Thread-safe; throws as the catalog does.
/// </summary>
/// <remarks>A row and the stamp change in one commit, so that nobody goes on with a key that was removed because its remover was cut off.</remarks>
public sealed class IdentityCatalog(ICatalog catalog, MasterKey key)
{
    /// <summary>Most access keys that a process keeps in memory; further ones, by name, are not known there.</summary>
    public const int IdentitiesMax = 100_000;

    private const string Prefix = "identity/";
    private const string StampState = "identities-stamp";
    private const int StampBytes = 16;

    /// <summary>Changes with every change of an identity; empty before the first.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadStampAsync(CancellationToken cancellationToken) =>
        await catalog.GetJobStateAsync(StampState, cancellationToken) ?? ReadOnlyMemory<byte>.Empty;

    /// <summary>Identities whose access keys begin with a text, the first <see cref="IdentitiesMax"/>.</summary>
    public async ValueTask<IdentityListing> ListAsync(string accessKeyPrefix, CancellationToken cancellationToken)
    {
        var found = new List<CatalogIdentity>();
        var unreadable = 0;
        await foreach (var (name, bytes) in catalog.ListJobStatesAsync(Prefix + accessKeyPrefix, cancellationToken))
        {
            if (found.Count + unreadable == IdentitiesMax) return new IdentityListing(found, unreadable, IsTruncated: true);
            if (bytes is { } row && IdentityRow.TryDecode(name[Prefix.Length..], row.Span, key, out var identity)) found.Add(identity);
            else unreadable++;
        }

        return new IdentityListing(found, unreadable, IsTruncated: false);
    }

    /// <summary>Stores an identity in the place of one with the same access key.</summary>
    public ValueTask StoreAsync(CatalogIdentity identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return ChangeAsync(identity.AccessKey, IdentityRow.Encode(identity, key), cancellationToken);
    }

    /// <summary>Removes an access key, whether it can be read or not; does nothing when there is none.</summary>
    public ValueTask RemoveAsync(string accessKey, CancellationToken cancellationToken) => ChangeAsync(accessKey, null, cancellationToken);

    private ValueTask ChangeAsync(string accessKey, ReadOnlyMemory<byte>? row, CancellationToken cancellationToken) =>
        catalog.StoreJobStatesAsync([new(Prefix + accessKey, row), new(StampState, RandomNumberGenerator.GetBytes(StampBytes))], cancellationToken);
}
