using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ObjectStore.Core.Checksums.Kernels;

/// <summary>Folds an input to one 128-bit lane that is congruent to it, by VPCLMULQDQ, sixteen lanes at a time.</summary>
internal static class CrcFold512
{
    /// <summary>Whether this processor has carry-less products in 512-bit registers.</summary>
    public static bool IsSupported => Pclmulqdq.V512.IsSupported;

    /// <summary>The lane of an input of whole lanes, at least sixteen.</summary>
    public static Vector128<ulong> Fold(ulong state, ReadOnlySpan<byte> data, CrcFoldConstants constants)
    {
        ref var start = ref MemoryMarshal.GetReference(data);
        var (lanes0, lanes1) = (Load(ref start, 0) ^ Vector512.CreateScalar(state), Load(ref start, 64));
        var (lanes2, lanes3) = (Load(ref start, 128), Load(ref start, 192));
        var offset = 256;
        var by2048 = Broadcast(constants.By2048);
        for (; offset <= data.Length - 256; offset += 256)
        {
            lanes0 = Carry(lanes0, by2048, Load(ref start, offset));
            lanes1 = Carry(lanes1, by2048, Load(ref start, offset + 64));
            lanes2 = Carry(lanes2, by2048, Load(ref start, offset + 128));
            lanes3 = Carry(lanes3, by2048, Load(ref start, offset + 192));
        }

        var by512 = Broadcast(constants.By512);
        var lanes = Carry(Carry(Carry(lanes0, by512, lanes1), by512, lanes2), by512, lanes3);
        for (; offset <= data.Length - 64; offset += 64) lanes = Carry(lanes, by512, Load(ref start, offset));
        return FoldLanes(lanes, data[offset..], constants.By128);
    }

    private static Vector128<ulong> FoldLanes(Vector512<ulong> lanes, ReadOnlySpan<byte> rest, Vector128<ulong> by128)
    {
        var (lower, upper) = (lanes.GetLower(), lanes.GetUpper());
        var lane = CrcFold128.Carry(lower.GetLower(), by128) ^ lower.GetUpper();
        lane = CrcFold128.Carry(lane, by128) ^ upper.GetLower();
        lane = CrcFold128.Carry(lane, by128) ^ upper.GetUpper();
        for (; rest.Length > 0; rest = rest[16..]) lane = CrcFold128.Carry(lane, by128) ^ Vector128.Create(rest).AsUInt64();
        return lane;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Carry(Vector512<ulong> lanes, Vector512<ulong> multipliers, Vector512<ulong> next) =>
        Pclmulqdq.V512.CarrylessMultiply(lanes, multipliers, 0x00) ^ Pclmulqdq.V512.CarrylessMultiply(lanes, multipliers, 0x11) ^ next;

    private static Vector512<ulong> Broadcast(Vector128<ulong> multipliers)
    {
        var half = Vector256.Create(multipliers, multipliers);
        return Vector512.Create(half, half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Load(ref byte start, int offset) => Vector512.LoadUnsafe(ref start, (nuint)offset).AsUInt64();
}
