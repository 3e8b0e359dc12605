using ObjectStore.Core.Identifiers;

namespace ObjectStore.Placement;

/// <summary>
/// Decides when a stripe may be acknowledged: for every zone z of the group, the durable fragments outside z are at least K, so that the
/// stripe stays readable after the loss of any one whole zone.
/// </summary>
/// <remarks>Where all devices share one zone there is no zone to lose; then K+M fragments must be durable.</remarks>
public static class WriteQuorum
{
    /// <summary>Whether the durable fragments satisfy the rule.</summary>
    /// <param name="zones">Zone of each of the K+M fragments.</param>
    /// <param name="durable">Bit i is set when fragment i is on stable storage.</param>
    /// <param name="dataFragments">K.</param>
    public static bool IsReached(ReadOnlySpan<ZoneName> zones, uint durable, int dataFragments)
    {
        var zoneCount = 0;
        for (var i = 0; i < zones.Length; i++)
        {
            if (zones[..i].Contains(zones[i])) continue;
            zoneCount++;
            if (CountOutside(zones, zones[i], durable) < dataFragments) return zones.Length > 0 && IsSingleZone(zones) && AllDurable(zones, durable);
        }

        return zoneCount > 0;
    }

    private static int CountOutside(ReadOnlySpan<ZoneName> zones, ZoneName zone, uint durable)
    {
        var count = 0;
        for (var i = 0; i < zones.Length; i++)
        {
            if ((durable >> i & 1) != 0 && zones[i] != zone) count++;
        }

        return count;
    }

    private static bool IsSingleZone(ReadOnlySpan<ZoneName> zones) => !zones.ContainsAnyExcept(zones[0]);

    private static bool AllDurable(ReadOnlySpan<ZoneName> zones, uint durable) => durable == (uint)((1UL << zones.Length) - 1);
}
