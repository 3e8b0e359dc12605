using ObjectStore.Core.Identifiers;

namespace ObjectStore.Placement;

/// <summary>Devices and placement groups at one epoch. Immutable; whoever holds one sees a consistent whole.</summary>
public sealed class ClusterMap
{
    private readonly Dictionary<DeviceId, Device> _devices;
    private readonly Dictionary<PlacementGroupId, PlacementGroup> _groups;

    /// <summary>A map of the given devices and groups.</summary>
    public ClusterMap(Epoch epoch, IReadOnlyList<Device> devices, IReadOnlyList<PlacementGroup> groups)
    {
        Epoch = epoch;
        Devices = devices;
        Groups = groups;
        Pools = [.. devices.Select(device => device.Pool).Concat(groups.Select(group => group.Pool)).Distinct().OrderBy(pool => pool.Value, StringComparer.Ordinal)];
        DefaultPool = groups.MinBy(group => group.Id.Value)?.Pool ?? PoolName.Default;
        _devices = devices.ToDictionary(device => device.Id);
        _groups = groups.ToDictionary(group => group.Id);
    }

    /// <summary>A map without devices.</summary>
    public static ClusterMap Empty { get; } = new(default, [], []);

    /// <summary>Grows with every change of the map.</summary>
    public Epoch Epoch { get; }

    /// <summary>All devices that are not yet forgotten.</summary>
    public IReadOnlyList<Device> Devices { get; }

    /// <summary>All placement groups.</summary>
    public IReadOnlyList<PlacementGroup> Groups { get; }

    /// <summary>The storage pools that devices or groups belong to, by name.</summary>
    public IReadOnlyList<PoolName> Pools { get; }

    /// <summary>The pool of what asks for none: that of the first group that was formed. Groups are never taken away, so it stays the same.</summary>
    public PoolName DefaultPool { get; }

    /// <summary>Devices and groups of one pool, as a map of the same epoch; this map when it has no other pool.</summary>
    public ClusterMap OfPool(PoolName pool) => Pools.All(each => each == pool)
        ? this
        : new ClusterMap(Epoch, [.. Devices.Where(device => device.Pool == pool)], [.. Groups.Where(group => group.Pool == pool)]);

    /// <summary>The device with this id, or null.</summary>
    public Device? FindDevice(DeviceId id) => _devices.GetValueOrDefault(id);

    /// <summary>The group with this id, or null.</summary>
    public PlacementGroup? FindGroup(PlacementGroupId id) => _groups.GetValueOrDefault(id);
}
