using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Placement;

/// <summary>Groups that take a profile's writes while none of its own can, over the devices that are left.</summary>
internal static class StandIns
{
    /// <summary>Most stand-ins that one plan forms for a profile: they are for hours, not for years.</summary>
    private const int GroupsMax = 64;

    /// <summary>
    /// Groups that a profile has at most for all its losses together, beyond those that it needs: groups are never taken away, and those of an earlier loss are spread over all
    /// zones when it is over. Then stripes are stored as copies while a zone is lost.
    /// </summary>
    private const int GroupsOfAllLossesMax = 1024;

    /// <summary>Whether some group takes stripes of the profile now, itself or as a stand-in, with all its members.</summary>
    public static bool AreNeeded(ClusterMap map, ErasureProfile profile) =>
        !map.Groups.Any(group => (group.StandsInFor ?? group.Profile) == profile && group.Devices.All(id => map.FindDevice(id) is { State: DeviceState.Active }));

    /// <summary>
    /// The profile to write with over the active devices so that the promise of <paramref name="profile"/> holds: as many losses of devices as before, and of any one of the
    /// zones that are left. Null when there is none: with one zone left of several, nothing may be acknowledged.
    /// </summary>
    public static ErasureProfile? ProfileFor(ErasureProfile profile, IReadOnlyCollection<Device> active, int zonesInMap)
    {
        var zones = active.CountBy(device => device.Zone).Select(zone => zone.Value).ToArray();
        if (zones.Length < Math.Min(2, zonesInMap)) return null;
        for (int data = profile.DataFragments; data >= 1; data--)
        {
            for (int parity = profile.ParityFragments; parity <= Math.Max(profile.ParityFragments, data) && ErasureProfile.IsValid(data, parity); parity++)
            {
                var candidate = new ErasureProfile((byte)data, (byte)parity);
                if (PlacementRules.CanPlace(candidate, zones)) return candidate;
            }
        }

        return null;
    }

    /// <summary>Members of stand-ins for the profile, each with the profile of its own.</summary>
    public static IEnumerable<(ErasureProfile Profile, DeviceId[] Members)> Form(ClusterMap map, ErasureProfile profile)
    {
        var existing = map.Groups.Count(group => (group.StandsInFor ?? group.Profile) == profile);
        if (existing >= PlacementRequirements.GroupsFor(map.Devices.Count) + GroupsOfAllLossesMax || !AreNeeded(map, profile)) return [];
        var active = map.Devices.Where(device => device.State == DeviceState.Active).ToArray();
        var zonesInMap = map.Devices.Where(device => device.IsStaying).Select(device => device.Zone).Distinct().Count();
        if (ProfileFor(profile, active, zonesInMap) is not { } own) return [];
        return new GroupFormation(own, active, Math.Max(GroupsMax, own.FragmentCount)).Form().Select(members => (own, members));
    }

    /// <summary>A stand-in of the profile's own shape that lies as it should over all zones is a group like any other.</summary>
    public static PlacementGroup Adopt(PlacementGroup group, ClusterMap map, SpreadLimits limits)
    {
        if (group.StandsInFor != group.Profile || group.Moves.Count > 0) return group;
        var zones = group.Devices.Select(id => map.FindDevice(id)?.Zone ?? default).CountBy(zone => zone);
        return zones.All(zone => zone.Value <= limits.ZoneMax) ? group with { StandsInFor = null } : group;
    }
}
