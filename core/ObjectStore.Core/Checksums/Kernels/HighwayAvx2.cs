using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ObjectStore.Core.Checksums.Kernels;

/// <summary>The rounds of HighwayHash with all four lanes in one register.</summary>
internal static class HighwayAvx2
{
    /// <summary>Whether this processor has AVX2.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Takes in whole packets of 32 bytes.</summary>
    public static void Update(ref HighwayState state, ReadOnlySpan<byte> packets)
    {
        var (value0, value1) = (state.Value0, state.Value1);
        var (multiplier0, multiplier1) = (state.Multiplier0, state.Multiplier1);
        ref var start = ref MemoryMarshal.GetReference(packets);
        for (nuint offset = 0; offset < (nuint)packets.Length; offset += HighwayState.PacketBytes)
        {
            value1 += multiplier0 + Vector256.LoadUnsafe(ref start, offset).AsUInt64();
            multiplier0 ^= Avx2.Multiply(value1.AsUInt32(), (value0 >>> 32).AsUInt32());
            value0 += multiplier1;
            multiplier1 ^= Avx2.Multiply(value0.AsUInt32(), (value1 >>> 32).AsUInt32());
            value0 += Zip(value1);
            value1 += Zip(value0);
        }

        (state.Value0, state.Value1) = (value0, value1);
        (state.Multiplier0, state.Multiplier1) = (multiplier0, multiplier1);
    }

    /// <summary>The byte order of <see cref="HighwayScalar"/>'s two merges, in each 128-bit half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Zip(Vector256<ulong> words)
    {
        var order = Vector256.Create(
            0x000F010E05020C03, 0x070806090D0A040B, 0x000F010E05020C03, 0x070806090D0A040BUL).AsByte();
        return Avx2.Shuffle(words.AsByte(), order).AsUInt64();
    }
}
