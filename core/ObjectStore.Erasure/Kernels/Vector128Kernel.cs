using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ObjectStore.Erasure.Kernels;

/// <summary>16 products from two table look-ups, one for each nibble: PSHUFB on x86 (SSSE3), TBL on Arm.</summary>
internal readonly struct Vector128Kernel : IVectorOperations<Vector128<byte>, Nibbles<Vector128<byte>>, Nibbles<Vector128<byte>>>
{
    /// <inheritdoc />
    public static bool IsSupported => Ssse3.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <inheritdoc />
    public static string Name => "vector128";

    /// <inheritdoc />
    public static int Width => Vector128<byte>.Count;

    /// <inheritdoc />
    public static int FactorSize => NibbleTable.Size;

    /// <inheritdoc />
    public static void WriteFactor(byte element, Span<byte> destination) => NibbleTable.Write(element, destination);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Nibbles<Vector128<byte>> LoadFactor(ref readonly byte source)
    {
        return new Nibbles<Vector128<byte>>(Vector128.LoadUnsafe(in source), Vector128.LoadUnsafe(in source, 16));
    }

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Nibbles<Vector128<byte>> Load(ref readonly byte source, nuint offset)
    {
        var bytes = Vector128.LoadUnsafe(in source, offset);
        var mask = Vector128.Create((byte)0x0F);
        return new Nibbles<Vector128<byte>>(bytes & mask, (bytes.AsUInt16() >>> 4).AsByte() & mask);
    }

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddProduct(Vector128<byte> sum, Nibbles<Vector128<byte>> operand, Nibbles<Vector128<byte>> factor) =>
        sum ^ LookUp(factor.Low, operand.Low) ^ LookUp(factor.High, operand.High);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<byte> value, ref byte destination, nuint offset) => value.StoreUnsafe(ref destination, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> LookUp(Vector128<byte> table, Vector128<byte> nibbles) => Ssse3.IsSupported ? Ssse3.Shuffle(table, nibbles) : AdvSimd.Arm64.VectorTableLookup(table, nibbles);
}
