using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ObjectStore.Core.Checksums.Kernels;

/// <summary>Four computations, on x86 and Arm.</summary>
internal readonly unsafe struct Md5Vector128 : IMd5Vector<Vector128<uint>>
{
    /// <inheritdoc />
    public static int Lanes => Vector128<uint>.Count;

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Broadcast(uint word) => Vector128.Create(word);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Add(Vector128<uint> left, Vector128<uint> right) => left + right;

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> RotateLeft(Vector128<uint> value, [ConstantExpected] byte count) =>
        (value << count) | (value >>> (32 - count));

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Select(Vector128<uint> mask, Vector128<uint> ones, Vector128<uint> zeros) =>
        Vector128.ConditionalSelect(mask, ones, zeros);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Parity(Vector128<uint> x, Vector128<uint> y, Vector128<uint> z) => x ^ (y ^ z);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Mix(Vector128<uint> x, Vector128<uint> y, Vector128<uint> z) => y ^ (x | ~z);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadWords(byte** inputs, nuint offset, Vector128<uint>* words)
    {
        var (rows0, rows1) = (LoadRows(inputs, offset), LoadRows(inputs + 1, offset));
        var (rows2, rows3) = (LoadRows(inputs + 2, offset), LoadRows(inputs + 3, offset));
        var (low0, low1) = (ZipLow(rows0, rows1), ZipLow(rows2, rows3));
        var (high0, high1) = (ZipHigh(rows0, rows1), ZipHigh(rows2, rows3));
        words[0] = ZipLow(low0.AsUInt64(), low1.AsUInt64()).AsUInt32();
        words[1] = ZipHigh(low0.AsUInt64(), low1.AsUInt64()).AsUInt32();
        words[2] = ZipLow(high0.AsUInt64(), high1.AsUInt64()).AsUInt32();
        words[3] = ZipHigh(high0.AsUInt64(), high1.AsUInt64()).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> LoadRows(byte** inputs, nuint offset) => Vector128.Load((uint*)(inputs[0] + offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> ZipLow(Vector128<uint> left, Vector128<uint> right) =>
        Sse2.IsSupported ? Sse2.UnpackLow(left, right) : AdvSimd.Arm64.ZipLow(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> ZipHigh(Vector128<uint> left, Vector128<uint> right) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(left, right) : AdvSimd.Arm64.ZipHigh(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> ZipLow(Vector128<ulong> left, Vector128<ulong> right) => Vector128.Create(left.GetLower(), right.GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> ZipHigh(Vector128<ulong> left, Vector128<ulong> right) => Vector128.Create(left.GetUpper(), right.GetUpper());
}
