using System.Security.Cryptography;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Cluster.Identities;

/// <summary>
/// Access keys in the catalog: a state for each, <c>identity/</c> and the access key, and a stamp that every change replaces, so that gateways read them anew only then.
/// Thread-safe; throws as the catalog does.
/// </summary>
/// <remarks>The stamp follows the row. Who is cut off between them repeats the change; until then, those who look at everything now and then see it.</remarks>
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

    /// <summary>Identities whose access keys begin with a text, and how many there are that cannot be read.</summary>
    public async ValueTask<(IReadOnlyList<CatalogIdentity> Identities, int Unreadable)> ListAsync(string accessKeyPrefix, CancellationToken cancellationToken)
    {
        var found = new List<CatalogIdentity>();
        var unreadable = 0;
        foreach (var (name, bytes) in await catalog.ListJobStatesAsync(Prefix + accessKeyPrefix, cancellationToken))
        {
            if (found.Count == IdentitiesMax || !IdentityRow.TryDecode(name[Prefix.Length..], bytes.Span, key, out var identity)) unreadable++;
            else found.Add(identity);
        }

        return (found, unreadable);
    }

    /// <summary>Stores an identity in the place of one with the same access key.</summary>
    public async ValueTask StoreAsync(CatalogIdentity identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(identity);
        await catalog.StoreJobStateAsync(Prefix + identity.AccessKey, IdentityRow.Encode(identity, key), cancellationToken);
        await StampAsync(cancellationToken);
    }

    /// <summary>Removes an access key, whether it can be read or not; does nothing when there is none.</summary>
    public async ValueTask RemoveAsync(string accessKey, CancellationToken cancellationToken)
    {
        while (await catalog.GetJobStateAsync(Prefix + accessKey, cancellationToken) is { } stored)
        {
            if (await catalog.TryReplaceJobStateAsync(Prefix + accessKey, stored, null, cancellationToken)) break;
        }

        await StampAsync(cancellationToken);
    }

    private ValueTask StampAsync(CancellationToken cancellationToken) => catalog.StoreJobStateAsync(StampState, RandomNumberGenerator.GetBytes(StampBytes), cancellationToken);
}
