using System.Globalization;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Placement;

/// <summary>
/// Whether erasure profiles can keep their promise on given devices. With two or more zones: any one whole zone may be lost, so no zone may hold
/// more than M of the K+M fragments. With one zone there is no zone to lose; the promise is then that any M devices may be lost, and a write is
/// acknowledged only when all K+M fragments are durable (<see cref="WriteQuorum"/>). A fragment never shares a device with another of its stripe.
/// </summary>
public static class PlacementRules
{
    /// <summary>Most fragments of one stripe in one zone.</summary>
    public static int ZoneFragmentsMax(ErasureProfile profile, int zoneCount) => (profile.FragmentCount + zoneCount - 1) / zoneCount;

    /// <summary>Every reason why <paramref name="requirements"/> cannot be met on <paramref name="devices"/>, one sentence each; empty when they can.</summary>
    /// <param name="devices">Devices that are meant to stay: also those that do not answer at the moment.</param>
    /// <param name="requirements">Profiles to check.</param>
    public static IReadOnlyList<string> Validate(IReadOnlyList<Device> devices, PlacementRequirements requirements)
    {
        var violations = new List<string>();
        var zones = devices.CountBy(device => device.Zone).Select(zone => zone.Value).ToArray();
        if (zones.Length == 0) violations.Add("There are no devices to place fragments on.");
        if (requirements.Profiles.Count == 0) violations.Add("There are no erasure profiles to form placement groups for.");
        foreach (var profile in requirements.Profiles) AddViolations(profile, zones, requirements.GroupsMax, violations);
        return violations;
    }

    /// <summary>Whether the devices, given as a count for each zone, can hold a group of the profile that keeps the promise.</summary>
    internal static bool CanPlace(ErasureProfile profile, IReadOnlyCollection<int> zoneDeviceCounts)
    {
        if (zoneDeviceCounts.Count == 0) return false;
        var zoneMax = ZoneFragmentsMax(profile, zoneDeviceCounts.Count);
        return (zoneDeviceCounts.Count == 1 || zoneMax <= profile.ParityFragments)
            && zoneDeviceCounts.Sum(count => Math.Min(count, zoneMax)) >= profile.FragmentCount;
    }

    private static void AddViolations(ErasureProfile profile, int[] zones, int groupsMax, List<string> violations)
    {
        if (!ErasureProfile.IsValid(profile.DataFragments, profile.ParityFragments))
        {
            violations.Add(Text($"{profile} is not an erasure profile: K must be at least 1 and K+M at most {ErasureProfile.FragmentsMax}."));
            return;
        }

        if (groupsMax < profile.FragmentCount)
            violations.Add(Text($"{profile} needs at least {profile.FragmentCount} placement groups to spread its load, but at most {groupsMax} may be formed."));
        if (zones.Length == 0) return;

        var zoneMax = ZoneFragmentsMax(profile, zones.Length);
        if (zones.Length > 1 && zoneMax > profile.ParityFragments)
            violations.Add(Text($"{profile} over {zones.Length} zones puts {zoneMax} fragments into one zone; losing it would leave fewer than {profile.DataFragments}."));
        var room = zones.Sum(count => Math.Min(count, zoneMax));
        if (room < profile.FragmentCount)
            violations.Add(Text($"{profile} needs {profile.FragmentCount} devices with at most {zoneMax} in one zone; there are {room} of {zones.Sum()} that count."));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
