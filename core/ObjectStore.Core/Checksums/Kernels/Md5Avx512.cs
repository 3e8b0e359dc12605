using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ObjectStore.Core.Checksums.Kernels;

/// <summary>Sixteen computations, with three-operand logic and rotation in one instruction each.</summary>
internal readonly unsafe struct Md5Avx512 : IMd5Vector<Vector512<uint>>
{
    /// <summary>Truth tables of x ⊕ y ⊕ z and y ⊕ (x ∨ ¬z): bit 4x + 2y + z is the result.</summary>
    private const byte ParityTable = 0x96;

    private const byte MixTable = 0x39;

    /// <inheritdoc />
    public static int Lanes => Vector512<uint>.Count;

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Broadcast(uint word) => Vector512.Create(word);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Add(Vector512<uint> left, Vector512<uint> right) => left + right;

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateLeft(Vector512<uint> value, [ConstantExpected] byte count) =>
        Avx512F.RotateLeft(value, count);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Select(Vector512<uint> mask, Vector512<uint> ones, Vector512<uint> zeros) =>
        Vector512.ConditionalSelect(mask, ones, zeros);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Parity(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) => Avx512F.TernaryLogic(x, y, z, ParityTable);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Mix(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) => Avx512F.TernaryLogic(x, y, z, MixTable);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadWords(byte** inputs, nuint offset, Vector512<uint>* words)
    {
        var (rows0, rows1) = (LoadRows(inputs, offset), LoadRows(inputs + 1, offset));
        var (rows2, rows3) = (LoadRows(inputs + 2, offset), LoadRows(inputs + 3, offset));
        var (low0, low1) = (Avx512F.UnpackLow(rows0, rows1), Avx512F.UnpackLow(rows2, rows3));
        var (high0, high1) = (Avx512F.UnpackHigh(rows0, rows1), Avx512F.UnpackHigh(rows2, rows3));
        words[0] = Avx512F.UnpackLow(low0.AsUInt64(), low1.AsUInt64()).AsUInt32();
        words[1] = Avx512F.UnpackHigh(low0.AsUInt64(), low1.AsUInt64()).AsUInt32();
        words[2] = Avx512F.UnpackLow(high0.AsUInt64(), high1.AsUInt64()).AsUInt32();
        words[3] = Avx512F.UnpackHigh(high0.AsUInt64(), high1.AsUInt64()).AsUInt32();
    }

    /// <summary>Four words of lanes 0, 4, 8 and 12 from the first input on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> LoadRows(byte** inputs, nuint offset) => Vector512.Create(
        Vector256.Create(Vector128.Load((uint*)(inputs[0] + offset)), Vector128.Load((uint*)(inputs[4] + offset))),
        Vector256.Create(Vector128.Load((uint*)(inputs[8] + offset)), Vector128.Load((uint*)(inputs[12] + offset))));
}
