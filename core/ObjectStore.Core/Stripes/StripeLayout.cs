using ObjectStore.Core.Errors;

namespace ObjectStore.Core.Stripes;

/// <summary>
/// Where the bytes of one stripe lie. In memory a stripe is K+M fragments of equal length one after the other, data first; data fragment i
/// holds bytes [i·F, (i+1)·F) of the stripe and the last ones are padded with zeros.
/// </summary>
/// <remarks>
/// Invariants: F·K ≥ data length; F ≤ 1 MiB (+ padding); F is a function of profile and data length alone, so that any reader computes the same.
/// </remarks>
public readonly record struct StripeLayout
{
    /// <summary>Most data bytes in one fragment, 1 MiB: a stripe holds up to K × 1 MiB.</summary>
    public const int FragmentBytesMax = 1 << 20;

    /// <summary>Fragments from this length on are padded to whole pages, so that they can pass to the disk without a copy.</summary>
    private const int PageAlignedFrom = 128 << 10;

    private const int PageBytes = 4096;
    private const int CacheLineBytes = 64;

    /// <summary>The layout of a stripe of <paramref name="dataBytes"/> data bytes, 1..K × 1 MiB.</summary>
    public StripeLayout(ErasureProfile profile, int dataBytes)
    {
        Invariant.That(dataBytes > 0 && dataBytes <= StripeBytesMax(profile));
        Profile = profile;
        DataBytes = dataBytes;
        FragmentBytes = FragmentBytesOf(profile, dataBytes);
        Invariant.That((long)profile.DataFragments * FragmentBytes >= dataBytes);
    }

    /// <summary>K and M of the stripe.</summary>
    public ErasureProfile Profile { get; }

    /// <summary>Bytes of the object in this stripe.</summary>
    public int DataBytes { get; }

    /// <summary>F: bytes of every fragment, padding included.</summary>
    public int FragmentBytes { get; }

    /// <summary>K·F: where parity begins.</summary>
    public int ParityOffset => Profile.DataFragments * FragmentBytes;

    /// <summary>(K+M)·F: bytes of the whole stripe in memory.</summary>
    public int TotalBytes => Profile.FragmentCount * FragmentBytes;

    /// <summary>Most data bytes that a stripe of <paramref name="profile"/> holds.</summary>
    public static int StripeBytesMax(ErasureProfile profile) => profile.DataFragments * FragmentBytesMax;

    private static int FragmentBytesOf(ErasureProfile profile, int dataBytes)
    {
        if (profile.DataFragments == 1) return dataBytes;
        var bytes = (dataBytes + profile.DataFragments - 1) / profile.DataFragments;
        return bytes >= PageAlignedFrom ? AlignUp(bytes, PageBytes) : AlignUp(bytes, CacheLineBytes);
    }

    private static int AlignUp(int bytes, int powerOfTwo) => (bytes + powerOfTwo - 1) & -powerOfTwo;
}
