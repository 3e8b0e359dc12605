using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ObjectStore.Erasure.Kernels;

/// <summary>32 products from two table look-ups by VPSHUFB, one for each nibble.</summary>
internal readonly struct Avx2Kernel : IVectorOperations<Vector256<byte>, Nibbles<Vector256<byte>>, Nibbles<Vector256<byte>>>
{
    /// <inheritdoc />
    public static bool IsSupported => Avx2.IsSupported;

    /// <inheritdoc />
    public static string Name => "avx2";

    /// <inheritdoc />
    public static int Width => Vector256<byte>.Count;

    /// <inheritdoc />
    public static int FactorSize => NibbleTable.Size;

    /// <inheritdoc />
    public static void WriteFactor(byte element, Span<byte> destination) => NibbleTable.Write(element, destination);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Nibbles<Vector256<byte>> LoadFactor(ref readonly byte source)
    {
        var (low, high) = (Vector128.LoadUnsafe(in source), Vector128.LoadUnsafe(in source, 16));
        return new Nibbles<Vector256<byte>>(Vector256.Create(low, low), Vector256.Create(high, high));
    }

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Nibbles<Vector256<byte>> Load(ref readonly byte source, nuint offset)
    {
        var bytes = Vector256.LoadUnsafe(in source, offset);
        var mask = Vector256.Create((byte)0x0F);
        return new Nibbles<Vector256<byte>>(bytes & mask, (bytes.AsUInt16() >>> 4).AsByte() & mask);
    }

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> AddProduct(Vector256<byte> sum, Nibbles<Vector256<byte>> operand, Nibbles<Vector256<byte>> factor) =>
        sum ^ LookUp(factor.Low, operand.Low) ^ LookUp(factor.High, operand.High);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<byte> value, ref byte destination, nuint offset) => value.StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> LookUp(Vector256<byte> table, Vector256<byte> nibbles) => Avx2.Shuffle(table, nibbles);
}
