using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Placement;

/// <summary>What the placement groups of a storage pool are to serve.</summary>
public sealed record PlacementRequirements
{
    /// <summary>Bound of <see cref="GroupsMax"/> where nothing else is asked: enough groups that a rebuild reads from and writes to many devices.</summary>
    public const int DefaultGroupsMax = 256;

    /// <summary>
    /// Places that a device should have in the groups of a wide profile: few enough that the map stays small, enough that the loss of a device is read from and
    /// written to many others at once.
    /// </summary>
    public const int PlacesPerDevice = 16;

    /// <summary>Devices of a profile with fewer places each than this get further groups: the cluster has grown to four times what the groups were formed for.</summary>
    public const int PlacesPerDeviceMin = 4;

    private const int WideFragments = 6;

    /// <summary>The pool that is planned; the others are left as they are.</summary>
    public PoolName Pool { get; init; } = PoolName.Default;

    /// <summary>Profiles that stripes are written with; each gets groups of its own.</summary>
    public required IReadOnlyList<ErasureProfile> Profiles { get; init; }

    /// <summary>Devices of any pool that join the map, or whose node, zone, state or capacity the map is to take over.</summary>
    public IReadOnlyList<Device> Devices { get; init; } = [];

    /// <summary>Most groups that one plan forms for one profile; at least K+M of every profile.</summary>
    public int GroupsMax { get; init; } = DefaultGroupsMax;

    /// <summary>Bounds of what one plan moves.</summary>
    public RebalanceLimits Limits { get; init; } = new();

    /// <summary>Groups of each profile that suit a number of devices: a few hundred, or more where devices would have too few places.</summary>
    public static int GroupsFor(int devices) => Math.Max(DefaultGroupsMax, (devices * PlacesPerDevice + WideFragments - 1) / WideFragments);
}
