using ObjectStore.Core.Stripes;

namespace ObjectStore.Placement;

/// <summary>What the placement groups of a cluster are to serve.</summary>
public sealed record PlacementRequirements
{
    /// <summary>Bound of <see cref="GroupsMax"/> where nothing else is asked: enough groups that a rebuild reads from and writes to many devices.</summary>
    public const int DefaultGroupsMax = 256;

    /// <summary>Profiles that stripes are written with; each gets groups of its own.</summary>
    public required IReadOnlyList<ErasureProfile> Profiles { get; init; }

    /// <summary>Devices that join the map, or whose node, zone, state or capacity the map is to take over.</summary>
    public IReadOnlyList<Device> Devices { get; init; } = [];

    /// <summary>Most groups that one plan forms for one profile; at least K+M of every profile.</summary>
    public int GroupsMax { get; init; } = DefaultGroupsMax;
}
