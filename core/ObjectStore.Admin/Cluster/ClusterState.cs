using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Reports;
using ObjectStore.Index.Catalog;
using ObjectStore.Placement;

namespace ObjectStore.Admin.Cluster;

/// <summary>The cluster map and what curators last stored of their work: all of it from the catalog, so that every process gives the same answer.</summary>
internal sealed class ClusterState
{
    private readonly Dictionary<DeviceId, PlaceCount> _places = [];

    private ClusterState(ClusterMap map, IReadOnlyDictionary<DeviceId, DeviceFigures> reports, CuratorReport? curator)
    {
        (Map, Reports, Curator) = (map, reports, curator);
        foreach (var group in map.Groups)
        {
            foreach (var member in group.Devices) _places[member] = PlacesOf(member) with { Held = PlacesOf(member).Held + 1 };
            foreach (var move in group.Moves) _places[move.From] = PlacesOf(move.From) with { ToClear = PlacesOf(move.From).ToClear + 1 };
        }
    }

    /// <summary>Devices and placement groups.</summary>
    public ClusterMap Map { get; }

    /// <summary>What devices said last.</summary>
    public IReadOnlyDictionary<DeviceId, DeviceFigures> Reports { get; }

    /// <summary>How the curator stood last; null before the first has reported.</summary>
    public CuratorReport? Curator { get; }

    /// <summary>Reads it.</summary>
    public static async ValueTask<ClusterState> ReadAsync(ICatalog catalog, CuratorReports reports, CancellationToken cancellationToken) => new(
        await catalog.GetClusterMapAsync(cancellationToken), await reports.ReadDevicesAsync(cancellationToken), await reports.ReadAsync(cancellationToken));

    /// <summary>Positions of groups that a device holds, and held.</summary>
    public PlaceCount PlacesOf(DeviceId device) => _places.GetValueOrDefault(device);

    /// <summary>What a device said last, if it ever did.</summary>
    public DeviceFigures? ReportOf(Device device) => Reports.GetValueOrDefault(device.Id) is { CapacityBytes: > 0 } report ? report : null;

    /// <summary>
    /// The name of a pool. A map from before there were several has all devices in <c>default</c>, whatever they are called on them: where they agree on a name, that is it.
    /// </summary>
    public string NameOf(PoolName pool)
    {
        if (pool != PoolName.Default) return pool.Value;
        var names = Map.Devices.Where(device => device.Pool == pool).Select(device => ReportOf(device)?.Pool).Where(static name => name is { Length: > 0 }).Distinct().Take(2).ToArray();
        return names is [{ } name] ? name : pool.Value;
    }

    /// <summary>Whether a curator is at work.</summary>
    public bool IsCurrent(DateTimeOffset now) => Curator is not null && now - Curator.At < CuratorReport.Lifetime;

    /// <summary>The name of a state in the admin API.</summary>
    public static string NameOf(DeviceState state) => state.ToString().ToLowerInvariant();

    /// <summary>Positions of groups.</summary>
    /// <param name="Held">Held now.</param>
    /// <param name="ToClear">Held before, with fragments that may not have moved yet.</param>
    public readonly record struct PlaceCount(int Held, int ToClear);
}
