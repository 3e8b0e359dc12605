using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ObjectStore.Erasure.Kernels;

/// <summary>32 products in one instruction, GF2P8AFFINEQB on 256 bits.</summary>
internal readonly struct Gfni256Kernel : IVectorOperations<Vector256<byte>, Vector256<byte>, Vector256<byte>>
{
    /// <inheritdoc />
    public static bool IsSupported => Gfni.V256.IsSupported && Vector256.IsHardwareAccelerated;

    /// <inheritdoc />
    public static string Name => "gfni256";

    /// <inheritdoc />
    public static int Width => Vector256<byte>.Count;

    /// <inheritdoc />
    public static int FactorSize => AffineMatrix.Size;

    /// <inheritdoc />
    public static void WriteFactor(byte element, Span<byte> destination) => AffineMatrix.Write(element, destination);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LoadFactor(ref readonly byte source) =>
        Vector256.Create(Unsafe.ReadUnaligned<ulong>(in source)).AsByte();

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Load(ref readonly byte source, nuint offset) => Vector256.LoadUnsafe(in source, offset);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> AddProduct(Vector256<byte> sum, Vector256<byte> operand, Vector256<byte> factor) =>
        sum ^ Gfni.V256.GaloisFieldAffineTransform(operand, factor, 0);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<byte> value, ref byte destination, nuint offset) => value.StoreUnsafe(ref destination, offset);
}
