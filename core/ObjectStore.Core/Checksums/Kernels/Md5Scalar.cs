using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace ObjectStore.Core.Checksums.Kernels;

/// <summary>One computation in general registers.</summary>
internal readonly unsafe struct Md5Scalar : IMd5Vector<uint>
{
    /// <inheritdoc />
    public static int Lanes => 1;

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Broadcast(uint word) => word;

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Add(uint left, uint right) => left + right;

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RotateLeft(uint value, [ConstantExpected] byte count) => BitOperations.RotateLeft(value, count);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Select(uint mask, uint ones, uint zeros) => (mask & ones) | (zeros & ~mask);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Parity(uint x, uint y, uint z) => x ^ (y ^ z);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Mix(uint x, uint y, uint z) => y ^ (x | ~z);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadWords(byte** inputs, nuint offset, uint* words) => Unsafe.CopyBlockUnaligned(words, inputs[0] + offset, 4 * sizeof(uint));
}
