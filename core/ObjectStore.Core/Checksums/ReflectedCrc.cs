using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ObjectStore.Core.Checksums.Kernels;
using ObjectStore.Core.Errors;

namespace ObjectStore.Core.Checksums;

/// <summary>
/// One reflected CRC of 32 or 64 bits with all ones before and after. <see cref="UpdateScalar"/> is the specification; the folding kernels
/// reduce whole lanes and hand the last 16 bytes to it.
/// </summary>
/// <remarks>
/// A state is the register before the final complement, in the low bits. Thread-safe: everything here is computed once.
/// Source of the folding: Gopal et al., "Fast CRC computation for generic polynomials using PCLMULQDQ", Intel 2009.
/// </remarks>
internal sealed class ReflectedCrc
{
    /// <summary>Below this the set-up of the folding costs more than it saves.</summary>
    private const int FoldFrom = 64;

    /// <summary>From this length on four 64-byte accumulators are filled at least twice.</summary>
    private const int WideFoldFrom = 512;

    private readonly CrcField _field;
    private readonly CrcFoldConstants _constants;
    private readonly CrcInstruction _instruction;
    private readonly ulong[] _tables;

    /// <summary>The CRC of a field. <paramref name="instruction"/> names the processor instruction that computes this very CRC, if any.</summary>
    public ReflectedCrc(CrcField field, CrcInstruction instruction = CrcInstruction.None)
    {
        _field = field;
        _constants = new CrcFoldConstants(field);
        _instruction = CrcStep.IsSupported(instruction) ? instruction : CrcInstruction.None;
        _tables = BuildTables(field);
    }

    /// <summary>All bits of the CRC: its initial state and its final complement.</summary>
    private ulong Ones => ulong.MaxValue >> (64 - _field.Width);

    /// <summary>The CRC of what <paramref name="seed"/> is the CRC of, followed by <paramref name="data"/>; 0 is the CRC of nothing.</summary>
    public ulong Compute(ReadOnlySpan<byte> data, ulong seed) => Update(seed ^ Ones, data) ^ Ones;

    /// <summary>The CRC of a concatenation from the CRCs of its halves.</summary>
    public ulong Combine(ulong first, ulong second, long secondBytes)
    {
        Invariant.That(secondBytes >= 0);
        return _field.Multiply(_field.Power((UInt128)secondBytes * 8), first) ^ second;
    }

    /// <summary>Advances a state by the widest kernel that this processor has.</summary>
    public ulong Update(ulong state, ReadOnlySpan<byte> data)
    {
        if (data.Length < FoldFrom) return UpdateShort(state, data);
        if (data.Length >= WideFoldFrom && CrcFold512.IsSupported) return UpdateFolded512(state, data);
        return CrcFold128.IsSupported ? UpdateFolded128(state, data) : UpdateShort(state, data);
    }

    /// <summary>Advances a state with carry-less products of 512 bits; at least 256 bytes.</summary>
    public ulong UpdateFolded512(ulong state, ReadOnlySpan<byte> data)
    {
        var whole = data.Length & ~15;
        return Finish(CrcFold512.Fold(state, data[..whole], _constants), data[whole..]);
    }

    /// <summary>Advances a state with carry-less products of 128 bits; at least 64 bytes.</summary>
    public ulong UpdateFolded128(ulong state, ReadOnlySpan<byte> data)
    {
        var whole = data.Length & ~15;
        return Finish(CrcFold128.Fold(state, data[..whole], _constants), data[whole..]);
    }

    /// <summary>Advances a state by tables, eight bytes at a time.</summary>
    public ulong UpdateScalar(ulong state, ReadOnlySpan<byte> data)
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(_tables);
        for (; data.Length >= 8; data = data[8..])
        {
            var word = state ^ BinaryPrimitives.ReadUInt64LittleEndian(data);
            state = 0;
            for (var slice = 7; slice >= 0; slice--, word >>= 8) state ^= Unsafe.Add(ref table, (slice << 8) + (byte)word);
        }

        foreach (var value in data) state = (state >> 8) ^ Unsafe.Add(ref table, (byte)(state ^ value));
        return state;
    }

    /// <summary>The lane that is left equals the whole input modulo P, so that its state from zero is the state of the whole.</summary>
    private ulong Finish(Vector128<ulong> lane, ReadOnlySpan<byte> tail)
    {
        Span<byte> bytes = stackalloc byte[16];
        lane.AsByte().CopyTo(bytes);
        return UpdateShort(UpdateShort(0, bytes), tail);
    }

    private ulong UpdateShort(ulong state, ReadOnlySpan<byte> data) => _instruction switch
    {
        CrcInstruction.Castagnoli => CrcStep.UpdateCastagnoli((uint)state, data),
        CrcInstruction.Ieee => CrcStep.UpdateIeee((uint)state, data),
        _ => UpdateScalar(state, data),
    };

    /// <summary>Eight tables of 256: table n holds the state that a byte leaves when n zero bytes follow it.</summary>
    private static ulong[] BuildTables(CrcField field)
    {
        var tables = new ulong[8 * 256];
        for (var value = 0; value < 256; value++)
        {
            var state = (ulong)value;
            for (var slice = 0; slice < 8; slice++)
            {
                for (var bit = 0; bit < 8; bit++) state = field.TimesX(state);
                tables[(slice << 8) + value] = state;
            }
        }

        return tables;
    }
}
