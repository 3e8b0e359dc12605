using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Placement;

/// <summary>An ordered list of K+M devices; fragment i of every stripe in the group lies on device i, or is on its way there.</summary>
/// <param name="Id">Identity, never reused.</param>
/// <param name="Epoch">Grows whenever a member changes.</param>
/// <param name="Profile">K and M of the stripes in it.</param>
/// <param name="Devices">K+M members; position is fragment index.</param>
public sealed record PlacementGroup(PlacementGroupId Id, Epoch Epoch, ErasureProfile Profile, IReadOnlyList<DeviceId> Devices)
{
    /// <summary>The storage pool of its members, for ever.</summary>
    public PoolName Pool { get; init; } = PoolName.Default;

    /// <summary>Members that changed and whose older fragments may still lie where they were, at most one for each position.</summary>
    public IReadOnlyList<GroupMove> Moves { get; init; } = [];

    /// <summary>The pool's profile that this group takes writes for while no group of that profile can; null for a group like any other.</summary>
    public ErasureProfile? StandsInFor { get; init; }

    /// <summary>The device that held the position before and may still hold some of its fragments; null when none does.</summary>
    public DeviceId? FormerOf(int position)
    {
        foreach (var move in Moves)
        {
            if (move.Position == position) return move.From;
        }

        return null;
    }
}
