using ObjectStore.AdminApi;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Reports;
using ObjectStore.Placement;

namespace ObjectStore.Admin.Cluster;

/// <summary>What the devices and groups of each pool add up to. Pure.</summary>
/// <remarks>Devices that the map has in the pool <c>default</c> may all name another one, where it is from before it knew of pools: that is the name then.</remarks>
internal sealed class PoolSummary(ClusterState state, IReadOnlyList<FillReport> fills)
{
    /// <summary>The pools, by name.</summary>
    public IReadOnlyList<PoolInfo> List()
    {
        return [.. state.Map.Pools.Select(pool => Describe(pool, state.Map.OfPool(pool))).OrderBy(static pool => pool.Name, StringComparer.Ordinal)];
    }

    private PoolInfo Describe(PoolName id, ClusterMap map)
    {
        var (devices, groups) = (map.Devices, map.Groups);
        var profiles = groups.Select(static group => group.Profile).Distinct().OrderByDescending(static profile => profile.DataFragments).Select(profile => Describe(profile, map)).ToArray();
        var ids = devices.Select(static device => device.Id).ToHashSet();
        var repair = (state.Curator?.Repair ?? RepairReport.Empty).Of(id);
        var present = devices.Where(static device => device.State is not DeviceState.Out).Select(device => (device.CapacityBytes, Report: state.ReportOf(device))).ToArray();
        var pool = new PoolInfo(
            state.NameOf(id),
            "",
            present.Sum(static each => each.CapacityBytes),
            present.Sum(static each => each.Report?.LiveBytes ?? 0),
            present.Sum(static each => each.Report is { IsWritable: true } report ? report.FreeBytes : 0),
            devices.Select(static device => device.Zone).Distinct().Count(),
            devices.Select(static device => (device.Zone, device.Node)).Distinct().Count(),
            devices.CountBy(static device => ClusterState.NameOf(device.State)).OrderBy(static each => each.Key, StringComparer.Ordinal).ToDictionary(),
            devices.Count(device => device.State == DeviceState.Active && state.ReportOf(device) is { IsWritable: false }),
            profiles,
            groups.Sum(static group => group.Moves.Count),
            fills.Where(fill => ids.Contains(fill.Device)).Sum(static fill => fill.Pending),
            repair.Waiting,
            repair.Lost);
        return pool with { State = StateOf(pool) };
    }

    /// <summary>The worst that is true of it.</summary>
    private static string StateOf(PoolInfo pool)
    {
        if (pool.StripesLost > 0) return "lost";
        if (pool.Profiles.Count > 0 && pool.Profiles.All(static profile => profile.WritableGroups == 0)) return "full";
        var isWhole = pool.PlacesToMove == 0 && pool.PlacesToFill == 0 && pool.StripesToRepair == 0 && pool.FullDevices == 0;
        return isWhole && pool.DevicesByState.Keys.All(static state => state is "active" or "drained") ? "healthy" : "degraded";
    }

    private ProfileInfo Describe(ErasureProfile profile, ClusterMap map)
    {
        var tolerance = FaultTolerance.Of(map, profile);
        var groups = map.Groups.Where(group => group.Profile == profile).ToArray();
        return new ProfileInfo(
            profile.ToString(),
            new FaultToleranceInfo(tolerance.Zones, tolerance.Nodes, tolerance.Devices),
            groups.Length,
            groups.Count(group => group.Devices.All(member => IsWritable(member, map))),
            groups.Count(static group => group.StandsInFor is not null));
    }

    /// <summary>A device that has not reported yet is taken at the map's word.</summary>
    private bool IsWritable(DeviceId id, ClusterMap map) =>
        map.FindDevice(id) is { State: DeviceState.Active } device && state.ReportOf(device) is not { IsWritable: false };
}
