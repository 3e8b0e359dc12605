using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Reports;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Topology;

/// <summary>What people ask of devices. Each request is judged against the map that it changes, so that two at once cannot do together what neither may do alone. Thread-safe.</summary>
public sealed class DeviceAdministration
{
    private readonly MapUpdates _updates;
    private readonly CuratorReports _reports;
    private readonly TimeProvider _time;

    internal DeviceAdministration(MapUpdates updates, CuratorReports reports, TimeProvider time)
    {
        _updates = updates;
        _reports = reports;
        _time = time;
    }

    /// <summary>Has devices emptied, such as all of a node; each is <c>drained</c> once nothing is left on it. Refused when what they hold could lie nowhere else.</summary>
    /// <remarks>Of devices that are down it says that nobody waits for them: they are given up and rebuilt elsewhere, also a whole zone's.</remarks>
    /// <exception cref="StorageException">The catalog does not answer, or others changed the map each time.</exception>
    public async ValueTask<DeviceChange> DrainAsync(IReadOnlyCollection<DeviceId> devices, CancellationToken cancellationToken)
    {
        var reports = await _reports.ReadDevicesAsync(cancellationToken);
        return await ChangeAsync(
            map => DeviceRules.OnDrain(map, devices, reports), map => PlacementPlanner.SetLeaving(map, devices, isLeaving: true, _time.GetUtcNow()), cancellationToken);
    }

    /// <summary>Takes back that devices are to be emptied; a drained one joins again. Refused while writes of one fail: it would be emptied again.</summary>
    /// <exception cref="StorageException">The catalog does not answer, or others changed the map each time.</exception>
    public async ValueTask<DeviceChange> KeepAsync(IReadOnlyCollection<DeviceId> devices, CancellationToken cancellationToken)
    {
        var reports = await _reports.ReadDevicesAsync(cancellationToken);
        return await ChangeAsync(map => DeviceRules.OnKeep(map, devices, reports), map => PlacementPlanner.SetLeaving(map, devices, isLeaving: false, _time.GetUtcNow()), cancellationToken);
    }

    /// <summary>Forgets devices that are empty or given up, and gone.</summary>
    /// <exception cref="StorageException">The catalog does not answer, or others changed the map each time.</exception>
    public async ValueTask<DeviceChange> RemoveAsync(IReadOnlyCollection<DeviceId> devices, CancellationToken cancellationToken)
    {
        var reports = await _reports.ReadDevicesAsync(cancellationToken);
        return await ChangeAsync(map => DeviceRules.OnRemove(map, devices, reports), map => PlacementPlanner.RemoveDevices(map, devices), cancellationToken);
    }

    private async ValueTask<DeviceChange> ChangeAsync(Func<ClusterMap, DeviceRefusal?> judge, Func<ClusterMap, ClusterMap> change, CancellationToken cancellationToken)
    {
        DeviceRefusal? refusal = null;
        var map = await _updates.ApplyAsync(current => (refusal = judge(current)) is null ? change(current) : current, cancellationToken);
        return new DeviceChange(map, refusal);
    }
}
