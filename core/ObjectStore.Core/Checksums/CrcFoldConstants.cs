using System.Runtime.Intrinsics;

namespace ObjectStore.Core.Checksums;

/// <summary>The multipliers that carry a 128-bit lane of a reflected CRC over a distance: x^(D+63) mod P for its first half, x^(D−1) mod P for its second.</summary>
/// <remarks>A carry-less product of two reflected values comes out one bit low; the −1 in both exponents makes up for it.</remarks>
internal sealed record CrcFoldConstants
{
    /// <summary>The multipliers of one CRC.</summary>
    public CrcFoldConstants(CrcField field)
    {
        By128 = Distance(field, 128);
        By512 = Distance(field, 512);
        By2048 = Distance(field, 2048);
    }

    /// <summary>Over one lane, 16 bytes.</summary>
    public Vector128<ulong> By128 { get; }

    /// <summary>Over four lanes, 64 bytes.</summary>
    public Vector128<ulong> By512 { get; }

    /// <summary>Over sixteen lanes, 256 bytes.</summary>
    public Vector128<ulong> By2048 { get; }

    private static Vector128<ulong> Distance(CrcField field, int bits) =>
        Vector128.Create(field.Power((UInt128)(bits + 63)), field.Power((UInt128)(bits - 1))) << (64 - field.Width);
}
