using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Topology;

/// <summary>The cluster map as the jobs see it. Thread-safe.</summary>
internal sealed class ClusterView(ICatalog catalog, TimeProvider time)
{
    private readonly MoveSightings _moves = new(time);
    private volatile ClusterMap _latest = ClusterMap.Empty;

    /// <summary>The map that was read last; for estimates only.</summary>
    public ClusterMap Latest => _latest;

    /// <summary>The map as it is stored now. Jobs ask before each unit of work, because a decision from an old map could delete from the wrong device.</summary>
    public async ValueTask<ClusterMap> ReadAsync(CancellationToken cancellationToken)
    {
        var map = await catalog.GetClusterMapAsync(cancellationToken);
        _latest = map;
        _moves.Note(map);
        return map;
    }

    /// <summary>Since when a move has been in the map, as far as this process has seen; null when it is not in it.</summary>
    public DateTimeOffset? MovingSince(PlacementGroupId group, GroupMove move) => _moves.Since(group, move);
}
