using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace ObjectStore.Core.Checksums.Kernels;

/// <summary>Folds an input to one 128-bit lane that is congruent to it, by PCLMULQDQ or the Arm PMULL, four lanes at a time.</summary>
internal static class CrcFold128
{
    /// <summary>Whether this processor has carry-less products of 64 bits.</summary>
    public static bool IsSupported => Pclmulqdq.IsSupported || ArmAes.IsSupported;

    /// <summary>The lane of an input of whole lanes, at least four.</summary>
    public static Vector128<ulong> Fold(ulong state, ReadOnlySpan<byte> data, CrcFoldConstants constants)
    {
        ref var start = ref MemoryMarshal.GetReference(data);
        var (lane0, lane1) = (Load(ref start, 0) ^ Vector128.CreateScalar(state), Load(ref start, 16));
        var (lane2, lane3) = (Load(ref start, 32), Load(ref start, 48));
        var offset = 64;
        var by512 = constants.By512;
        for (; offset <= data.Length - 64; offset += 64)
        {
            lane0 = Carry(lane0, by512) ^ Load(ref start, offset);
            lane1 = Carry(lane1, by512) ^ Load(ref start, offset + 16);
            lane2 = Carry(lane2, by512) ^ Load(ref start, offset + 32);
            lane3 = Carry(lane3, by512) ^ Load(ref start, offset + 48);
        }

        var by128 = constants.By128;
        var lane = Carry(Carry(Carry(lane0, by128) ^ lane1, by128) ^ lane2, by128) ^ lane3;
        for (; offset < data.Length; offset += 16) lane = Carry(lane, by128) ^ Load(ref start, offset);
        return lane;
    }

    /// <summary>The lane multiplied by the power of x that the multipliers stand for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Carry(Vector128<ulong> lane, Vector128<ulong> multipliers) => Pclmulqdq.IsSupported
        ? Pclmulqdq.CarrylessMultiply(lane, multipliers, 0x00) ^ Pclmulqdq.CarrylessMultiply(lane, multipliers, 0x11)
        : ArmAes.PolynomialMultiplyWideningLower(lane.GetLower(), multipliers.GetLower()) ^ ArmAes.PolynomialMultiplyWideningUpper(lane, multipliers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Load(ref byte start, int offset) => Vector128.LoadUnsafe(ref start, (nuint)offset).AsUInt64();
}
