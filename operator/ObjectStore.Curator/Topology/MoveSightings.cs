using ObjectStore.Core.Identifiers;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Topology;

/// <summary>Since when this process has seen each move in the cluster map. Thread-safe.</summary>
/// <remarks>
/// Nothing of it is stored: a new curator counts anew, which delays the end of a move and never hastens it. A move that left the map and is made again counts anew, too; who plans moves reads
/// the map before each plan, so that no move comes back unseen.
/// </remarks>
internal sealed class MoveSightings(TimeProvider time)
{
    private readonly Lock _lock = new();
    private Dictionary<(PlacementGroupId Group, GroupMove Move), DateTimeOffset> _since = [];
    private Epoch _epoch;

    /// <summary>Takes note of a map. One that is older than another that was noted forgets what is new since, and so delays, too.</summary>
    public void Note(ClusterMap map)
    {
        lock (_lock)
        {
            if (map.Epoch == _epoch) return;
            var now = time.GetUtcNow();
            _since = map.Groups.SelectMany(static group => group.Moves.Select(move => (group.Id, move))).ToDictionary(static each => each, each => _since.GetValueOrDefault(each, now));
            _epoch = map.Epoch;
        }
    }

    /// <summary>Since when a move has been in the map without a break, as far as was seen; null when it is not in it.</summary>
    public DateTimeOffset? Since(PlacementGroupId group, GroupMove move)
    {
        lock (_lock) return _since.TryGetValue((group, move), out var since) ? since : null;
    }
}
