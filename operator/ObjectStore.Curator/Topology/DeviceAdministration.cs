using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Topology;

/// <summary>What people ask of devices. Thread-safe.</summary>
public sealed class DeviceAdministration
{
    private readonly MapUpdates _updates;
    private readonly TimeProvider _time;

    internal DeviceAdministration(MapUpdates updates, TimeProvider time)
    {
        _updates = updates;
        _time = time;
    }

    /// <summary>Has devices emptied, such as all of a node; each is <c>drained</c> once nothing is left on it.</summary>
    /// <remarks>Of devices that are down it says that nobody waits for them: they are given up and rebuilt elsewhere, also a whole zone's.</remarks>
    /// <exception cref="StorageException">Refused when the map does not know one of them.</exception>
    public ValueTask<ClusterMap> DrainAsync(IReadOnlyCollection<DeviceId> devices, CancellationToken cancellationToken) =>
        _updates.ApplyAsync(map => PlacementPlanner.SetLeaving(map, devices, isLeaving: true, _time.GetUtcNow()), cancellationToken);

    /// <summary>Takes back that devices are to be emptied; a drained one joins again.</summary>
    /// <exception cref="StorageException">Refused when the map does not know one of them.</exception>
    public ValueTask<ClusterMap> KeepAsync(IReadOnlyCollection<DeviceId> devices, CancellationToken cancellationToken) =>
        _updates.ApplyAsync(map => PlacementPlanner.SetLeaving(map, devices, isLeaving: false, _time.GetUtcNow()), cancellationToken);
}
