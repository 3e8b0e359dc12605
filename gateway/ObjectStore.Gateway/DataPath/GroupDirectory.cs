using System.Collections.Concurrent;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.DataPath;

/// <summary>Resolves placement groups by the newest cluster map; what it has resolved is kept until the map changes. Thread-safe.</summary>
/// <param name="selector">Has the map.</param>
/// <param name="readMap">Reads the map as it is stored now.</param>
/// <param name="options">Where the gateway is.</param>
internal sealed class GroupDirectory(PlacementSelector selector, Func<CancellationToken, ValueTask<ClusterMap>> readMap, DataPathOptions options)
{
    /// <summary>A reading that was under way when a row was found may have begun before its group was there; the next one has not.</summary>
    private const int ReadingsMax = 2;

    private readonly Lock _lock = new();
    private Task? _reading;
    private readonly ZoneName _ownZone = new(options.Zone);
    private Resolved _resolved = new(ClusterMap.Empty);

    /// <summary>
    /// Makes sure that the map has the groups of these runs. Another gateway that has a newer map may have written them, and whoever may read them must not be told that
    /// they are not there: the map is read anew then.
    /// </summary>
    /// <exception cref="StorageException">As of the catalog.</exception>
    public ValueTask PrepareAsync(IReadOnlyList<StripeRun> runs, CancellationToken cancellationToken) =>
        HasAll(runs) ? ValueTask.CompletedTask : RefreshAsync(runs, cancellationToken);

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

    private bool HasAll(IReadOnlyList<StripeRun> runs)
    {
        var map = selector.Map;
        for (var i = 0; i < runs.Count; i++)
        {
            if (map.FindGroup(runs[i].Group) is null) return false;
        }

        return true;
    }

    private async ValueTask RefreshAsync(IReadOnlyList<StripeRun> runs, CancellationToken cancellationToken)
    {
        for (var i = 0; i < ReadingsMax && !HasAll(runs); i++)
        {
            Task reading;
            lock (_lock) reading = _reading is { IsCompleted: false } running ? running : _reading = ReadAsync();
            await reading.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Reads for all that wait, so that it is not cut off when one of them goes away.</summary>
    private async Task ReadAsync() => selector.Update(await readMap(CancellationToken.None));

    private sealed record Resolved(ClusterMap Map)
    {
        public ConcurrentDictionary<PlacementGroupId, GroupTargets> Groups { get; } = new();
    }
}
