using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ObjectStore.Core.Checksums.Kernels;

/// <summary>The rounds of HighwayHash in plain arithmetic: the specification of the other kernels.</summary>
internal static class HighwayScalar
{
    /// <summary>Takes in whole packets of 32 bytes.</summary>
    public static void Update(ref HighwayState state, ReadOnlySpan<byte> packets)
    {
        Span<ulong> value0 = stackalloc ulong[4], value1 = stackalloc ulong[4], multiplier0 = stackalloc ulong[4], multiplier1 = stackalloc ulong[4];
        state.Value0.CopyTo(value0);
        state.Value1.CopyTo(value1);
        state.Multiplier0.CopyTo(multiplier0);
        state.Multiplier1.CopyTo(multiplier1);
        for (; packets.Length > 0; packets = packets[HighwayState.PacketBytes..])
        {
            for (var lane = 0; lane < 4; lane++)
            {
                value1[lane] += multiplier0[lane] + MemoryMarshal.Read<ulong>(packets[(8 * lane)..]);
                multiplier0[lane] ^= (uint)value1[lane] * (value0[lane] >> 32);
                value0[lane] += multiplier1[lane];
                multiplier1[lane] ^= (uint)value0[lane] * (value1[lane] >> 32);
            }

            AddZipped(value1, value0);
            AddZipped(value0, value1);
        }

        state.Value0 = Vector256.Create<ulong>(value0);
        state.Value1 = Vector256.Create<ulong>(value1);
        state.Multiplier0 = Vector256.Create<ulong>(multiplier0);
        state.Multiplier1 = Vector256.Create<ulong>(multiplier1);
    }

    private static void AddZipped(ReadOnlySpan<ulong> source, Span<ulong> sum)
    {
        for (var pair = 0; pair < 4; pair += 2)
        {
            sum[pair] += ZipLow(source[pair], source[pair + 1]);
            sum[pair + 1] += ZipHigh(source[pair], source[pair + 1]);
        }
    }

    /// <summary>Bytes 3, 12, 2, 5, 14, 1, 15, 0 of the pair, lowest first: those that multiplication mixed best come to the middle.</summary>
    private static ulong ZipLow(ulong low, ulong high) =>
        (((low & 0xFF00_0000) | (high & 0xFF_0000_0000)) >> 24)
        | (((low & 0xFF00_0000_0000) | (high & 0xFF_0000_0000_0000)) >> 16)
        | (low & 0xFF_0000) | ((low & 0xFF00) << 32) | ((high & 0xFF00_0000_0000_0000) >> 8) | (low << 56);

    /// <summary>Bytes 11, 4, 10, 13, 9, 6, 8, 7 of the pair, lowest first.</summary>
    private static ulong ZipHigh(ulong low, ulong high) =>
        (((high & 0xFF00_0000) | (low & 0xFF_0000_0000)) >> 24)
        | (high & 0xFF_0000) | ((high & 0xFF00_0000_0000) >> 16) | ((high & 0xFF00) << 24)
        | ((low & 0xFF_0000_0000_0000) >> 8) | ((high & 0xFF) << 48) | (low & 0xFF00_0000_0000_0000);
}
