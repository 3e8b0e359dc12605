using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ObjectStore.Erasure.Kernels;

/// <summary>64 products in one instruction, GF2P8AFFINEQB on 512 bits.</summary>
internal readonly struct Gfni512Kernel : IVectorOperations<Vector512<byte>, Vector512<byte>, Vector512<byte>>
{
    /// <inheritdoc />
    public static bool IsSupported => Gfni.V512.IsSupported && Vector512.IsHardwareAccelerated;

    /// <inheritdoc />
    public static string Name => "gfni512";

    /// <inheritdoc />
    public static int Width => Vector512<byte>.Count;

    /// <inheritdoc />
    public static int FactorSize => AffineMatrix.Size;

    /// <inheritdoc />
    public static void WriteFactor(byte element, Span<byte> destination) => AffineMatrix.Write(element, destination);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> LoadFactor(ref readonly byte source) =>
        Vector512.Create(Unsafe.ReadUnaligned<ulong>(in source)).AsByte();

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Load(ref readonly byte source, nuint offset) => Vector512.LoadUnsafe(in source, offset);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> AddProduct(Vector512<byte> sum, Vector512<byte> operand, Vector512<byte> factor) =>
        sum ^ Gfni.V512.GaloisFieldAffineTransform(operand, factor, 0);

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<byte> value, ref byte destination, nuint offset) => value.StoreUnsafe(ref destination, offset);
}
