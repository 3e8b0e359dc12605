using ObjectStore.Core.Errors;
using ObjectStore.Index.Catalog;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Topology;

/// <summary>Changes of the stored cluster map as read, change, store; again from the start when somebody else was faster. Thread-safe.</summary>
internal sealed class MapUpdates(ICatalog catalog)
{
    private const int AttemptsMax = 8;

    /// <summary>Applies a pure change. The map as it is then; nothing is stored when the change gives the same map back.</summary>
    /// <exception cref="StorageException">Overloaded when others were faster each time, and what the change or the catalog throws.</exception>
    public ValueTask<ClusterMap> ApplyAsync(Func<ClusterMap, ClusterMap> change, CancellationToken cancellationToken) => ApplyAsync(known: null, change, cancellationToken);

    /// <summary>The same, for who has just read the map: it is read again only when the change finds that it is not the stored one any more.</summary>
    public async ValueTask<ClusterMap> ApplyAsync(ClusterMap? known, Func<ClusterMap, ClusterMap> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var current = attempt == 0 && known is not null ? known : await catalog.GetClusterMapAsync(cancellationToken);
            var changed = change(current);
            if (ReferenceEquals(changed, current)) return current;

            // Several changes in a row count as one: the map goes from epoch to epoch by one.
            var next = new ClusterMap(current.Epoch.Next, changed.Devices, changed.Groups);
            if (await catalog.TryStoreClusterMapAsync(next, cancellationToken)) return next;
        }

        throw new StorageException(StorageErrorCode.Overloaded, "The cluster map changed again and again while it was to be changed.");
    }
}
