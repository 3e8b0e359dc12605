using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ObjectStore.Core.Checksums.Kernels;

/// <summary>Eight computations.</summary>
internal readonly unsafe struct Md5Avx2 : IMd5Vector<Vector256<uint>>
{
    /// <inheritdoc />
    public static int Lanes => Vector256<uint>.Count;

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Broadcast(uint word) => Vector256.Create(word);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Add(Vector256<uint> left, Vector256<uint> right) => left + right;

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateLeft(Vector256<uint> value, [ConstantExpected] byte count) =>
        (value << count) | (value >>> (32 - count));

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Select(Vector256<uint> mask, Vector256<uint> ones, Vector256<uint> zeros) =>
        Vector256.ConditionalSelect(mask, ones, zeros);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Parity(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => x ^ (y ^ z);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Mix(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => y ^ (x | ~z);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadWords(byte** inputs, nuint offset, Vector256<uint>* words)
    {
        var (rows0, rows1) = (LoadRows(inputs, offset), LoadRows(inputs + 1, offset));
        var (rows2, rows3) = (LoadRows(inputs + 2, offset), LoadRows(inputs + 3, offset));
        var (low0, low1) = (Avx2.UnpackLow(rows0, rows1), Avx2.UnpackLow(rows2, rows3));
        var (high0, high1) = (Avx2.UnpackHigh(rows0, rows1), Avx2.UnpackHigh(rows2, rows3));
        words[0] = Avx2.UnpackLow(low0.AsUInt64(), low1.AsUInt64()).AsUInt32();
        words[1] = Avx2.UnpackHigh(low0.AsUInt64(), low1.AsUInt64()).AsUInt32();
        words[2] = Avx2.UnpackLow(high0.AsUInt64(), high1.AsUInt64()).AsUInt32();
        words[3] = Avx2.UnpackHigh(high0.AsUInt64(), high1.AsUInt64()).AsUInt32();
    }

    /// <summary>Four words of lanes 0 and 4 from the first input on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> LoadRows(byte** inputs, nuint offset) =>
        Vector256.Create(Vector128.Load((uint*)(inputs[0] + offset)), Vector128.Load((uint*)(inputs[4] + offset)));
}
