using System.Collections.Concurrent;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.DataPath;

/// <summary>Resolves placement groups by the newest cluster map; what it has resolved is kept until the map changes.</summary>
internal sealed class GroupDirectory(PlacementSelector selector, DataPathOptions options)
{
    private readonly ZoneName _ownZone = new(options.Zone);
    private Resolved _resolved = new(ClusterMap.Empty);

    /// <summary>The group's members now.</summary>
    /// <exception cref="StorageException">CorruptIndex: a row names a group that the cluster map does not have.</exception>
    public GroupTargets Get(PlacementGroupId id)
    {
        var map = selector.Map;
        var resolved = _resolved;
        if (resolved.Map != map) _resolved = resolved = new Resolved(map);
        if (resolved.Groups.TryGetValue(id, out var targets)) return targets;

        var group = map.FindGroup(id) ?? throw new StorageException(StorageErrorCode.CorruptIndex, $"Placement group {id} is not in the cluster map.");
        return resolved.Groups.GetOrAdd(id, GroupTargets.Resolve(map, group, _ownZone));
    }

    private sealed record Resolved(ClusterMap Map)
    {
        public ConcurrentDictionary<PlacementGroupId, GroupTargets> Groups { get; } = new();
    }
}
