using ObjectStore.Index.Catalog;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Topology;

/// <summary>The cluster map as the jobs see it. Thread-safe.</summary>
internal sealed class ClusterView(ICatalog catalog)
{
    private volatile ClusterMap _latest = ClusterMap.Empty;

    /// <summary>The map that was read last; for estimates only.</summary>
    public ClusterMap Latest => _latest;

    /// <summary>The map as it is stored now. Jobs ask before each unit of work, because a decision from an old map could delete from the wrong device.</summary>
    public async ValueTask<ClusterMap> ReadAsync(CancellationToken cancellationToken)
    {
        var map = await catalog.GetClusterMapAsync(cancellationToken);
        _latest = map;
        return map;
    }
}
