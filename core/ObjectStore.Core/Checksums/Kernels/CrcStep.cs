using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;
using ArmCrc = System.Runtime.Intrinsics.Arm.Crc32;

namespace ObjectStore.Core.Checksums.Kernels;

/// <summary>CRC by the processor's own instruction, for short inputs and for what folding leaves.</summary>
internal static class CrcStep
{
    /// <summary>Whether this processor has the instruction.</summary>
    public static bool IsSupported(CrcInstruction instruction) => instruction switch
    {
        CrcInstruction.Castagnoli => Sse42.X64.IsSupported || ArmCrc.Arm64.IsSupported,
        CrcInstruction.Ieee => ArmCrc.Arm64.IsSupported,
        _ => false,
    };

    /// <summary>Advances a CRC-32C state.</summary>
    public static uint UpdateCastagnoli(uint state, ReadOnlySpan<byte> data)
    {
        for (; data.Length >= 8; data = data[8..])
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(data);
            state = Sse42.X64.IsSupported ? (uint)Sse42.X64.Crc32(state, word) : ArmCrc.Arm64.ComputeCrc32C(state, word);
        }

        foreach (var value in data) state = Sse42.IsSupported ? Sse42.Crc32(state, value) : ArmCrc.ComputeCrc32C(state, value);
        return state;
    }

    /// <summary>Advances a CRC-32 state.</summary>
    public static uint UpdateIeee(uint state, ReadOnlySpan<byte> data)
    {
        for (; data.Length >= 8; data = data[8..]) state = ArmCrc.Arm64.ComputeCrc32(state, BinaryPrimitives.ReadUInt64LittleEndian(data));
        foreach (var value in data) state = ArmCrc.ComputeCrc32(state, value);
        return state;
    }
}
