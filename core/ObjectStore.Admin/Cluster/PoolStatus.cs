using ObjectStore.AdminApi;
using ObjectStore.Curator.Reports;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Admin.Cluster;

/// <summary>How the storage pools are, from what the catalog holds.</summary>
public static class PoolStatus
{
    /// <summary>All pools: room, what failures they bear, and what is under way to be whole again.</summary>
    /// <exception cref="Core.Errors.StorageException">The catalog does not answer.</exception>
    public static async ValueTask<PoolList> ReadAsync(ICatalog catalog, CuratorReports reports, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reports);
        var state = await ClusterState.ReadAsync(catalog, reports, cancellationToken);
        var fills = await reports.ReadFillsAsync(state.Map, cancellationToken);
        return new PoolList(state.Curator?.At, state.IsCurrent(now), new PoolSummary(state, fills).List());
    }

    /// <summary>What the cluster map calls the pools, by the names that <see cref="ReadAsync"/> tells. They differ where the map is from before it knew of pools.</summary>
    /// <exception cref="Core.Errors.StorageException">The catalog does not answer.</exception>
    public static async ValueTask<IReadOnlyDictionary<string, string>> ReadNamesAsync(ICatalog catalog, CuratorReports reports, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reports);
        var state = await ClusterState.ReadAsync(catalog, reports, cancellationToken);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pool in state.Map.Pools) names[state.NameOf(pool)] = pool.Value;
        return names;
    }
}
