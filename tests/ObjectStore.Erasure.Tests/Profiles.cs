using ObjectStore.Core.Stripes;

namespace ObjectStore.Erasure.Tests;

/// <summary>Every K+M that a profile may have.</summary>
internal static class Profiles
{
    public static IEnumerable<ErasureProfile> All =>
        from data in Enumerable.Range(1, ErasureProfile.FragmentsMax)
        from parity in Enumerable.Range(0, ErasureProfile.FragmentsMax - data + 1)
        select new ErasureProfile((byte)data, (byte)parity);
}
