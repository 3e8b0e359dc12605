using ObjectStore.Core.Errors;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Standalone.Storage;

/// <summary>The identity that ties index and devices together, so that an index is never used with devices that it does not know.</summary>
internal static class ClusterIdentity
{
    private const string StateName = "cluster-identity";

    /// <summary>The identity that the catalog holds; a new one on the first start.</summary>
    /// <exception cref="StorageException">Refused: there are devices, but the index knows of no cluster: it was lost or exchanged.</exception>
    public static async Task<Guid> ReadOrMakeAsync(ICatalog catalog, bool isMakingAllowed, CancellationToken cancellationToken)
    {
        if (await catalog.GetJobStateAsync(StateName, cancellationToken) is { Length: 16 } bytes) return new Guid(bytes.Span);
        if (!isMakingAllowed)
        {
            throw new StorageException(
                StorageErrorCode.Refused, "The data directory holds devices, but its index is empty: restore the folder 'index', import an export of it (Standalone:AwaitImport), or move the devices away to start anew.");
        }

        var identity = Guid.NewGuid();
        await catalog.StoreJobStateAsync(StateName, identity.ToByteArray(), cancellationToken);
        return identity;
    }
}
