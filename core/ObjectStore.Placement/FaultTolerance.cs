using ObjectStore.Core.Stripes;

namespace ObjectStore.Placement;

/// <summary>How much may still be lost, at the same time and whichever it is, before some stripe cannot be read. Computed, never configured.</summary>
/// <param name="Zones">Whole zones.</param>
/// <param name="Nodes">Whole nodes.</param>
/// <param name="Devices">Single devices.</param>
/// <remarks>
/// A stripe of a group is readable as long as K members are left, so the worst f zones for a group are the f that hold the most of its members (exact), and
/// a pool bears what its weakest group bears. Members that do not answer, and new ones that cannot be filled from the old place, count as lost already. While a
/// position is on its way its fragment is at one of two places; it counts as lost with either, so that then the figure is a lower bound.
/// </remarks>
public readonly record struct FaultTolerance(int Zones, int Nodes, int Devices)
{
    /// <summary>What stripes of the profile bear, over all its groups; nothing where there are none.</summary>
    public static FaultTolerance Of(ClusterMap map, ErasureProfile profile)
    {
        FaultTolerance? least = null;
        foreach (var group in map.Groups)
        {
            if (group.Profile == profile) least = Least(least, Of(map, group));
        }

        return least ?? default;
    }

    /// <summary>
    /// What a stripe bears that is stored now where the profile is asked for: in a group of the profile or, while none of them has all its members, in one that stands in for it.
    /// With a zone lost, that is the loss of another one. Nothing when there is neither: then a stripe is stored as copies, or not at all.
    /// </summary>
    public static FaultTolerance OfWrites(ClusterMap map, ErasureProfile profile)
    {
        var whole = map.Groups.Where(group => group.Devices.All(id => map.FindDevice(id) is { State: DeviceState.Active })).ToArray();
        var own = whole.Where(group => group.Profile == profile).ToArray();
        FaultTolerance? least = null;
        foreach (var group in own.Length > 0 ? own : whole.Where(group => group.StandsInFor == profile)) least = Least(least, Of(map, group));
        return least ?? default;
    }

    /// <summary>What stripes of one group bear.</summary>
    public static FaultTolerance Of(ClusterMap map, PlacementGroup group)
    {
        var holders = new List<Device[]>(group.Devices.Count);
        for (var i = 0; i < group.Devices.Count; i++)
        {
            Device?[] places = group.FormerOf(i) is { } former ? [map.FindDevice(group.Devices[i]), map.FindDevice(former)] : [map.FindDevice(group.Devices[i])];
            if (Array.TrueForAll(places, place => place is { IsReadable: true })) holders.Add(places!);
        }

        var spare = holders.Count - group.Profile.DataFragments;
        if (spare <= 0) return default;
        return new FaultTolerance(
            CountBorne(holders, device => device.Zone, spare),
            CountBorne(holders, device => (device.Zone, device.Node), spare),
            CountBorne(holders, device => device.Id, spare));
    }

    private static FaultTolerance Least(FaultTolerance? one, FaultTolerance other) => one is not { } known
        ? other
        : new FaultTolerance(Math.Min(known.Zones, other.Zones), Math.Min(known.Nodes, other.Nodes), Math.Min(known.Devices, other.Devices));

    private static int CountBorne<T>(List<Device[]> holders, Func<Device, T> domainOf, int spare)
        where T : notnull
    {
        var borne = 0;
        foreach (var count in holders.SelectMany(places => places.Select(domainOf).Distinct()).CountBy(domain => domain).Select(each => each.Value).OrderDescending())
        {
            if (count > spare) break;
            spare -= count;
            borne++;
        }

        return borne;
    }
}
