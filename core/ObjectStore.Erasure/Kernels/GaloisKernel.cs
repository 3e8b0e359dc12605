using System.Runtime.Intrinsics;

namespace ObjectStore.Erasure.Kernels;

/// <summary>Multiplies a matrix over GF(2^8) by runs of bytes, with one instruction set. Thread-safe.</summary>
internal abstract class GaloisKernel
{
    /// <summary>The fastest kernel that this processor and the runtime's switches allow; chosen once.</summary>
    public static GaloisKernel Selected { get; } = Supported()[0];

    /// <summary>Name of the instruction set, for the start-up log and the tests.</summary>
    public abstract string Name { get; }

    /// <summary>Every kernel that runs here, the fastest first and <see cref="ScalarKernel"/> last.</summary>
    public static IReadOnlyList<GaloisKernel> Supported()
    {
        List<GaloisKernel> kernels = [];
        if (Gfni512Kernel.IsSupported) kernels.Add(new VectorKernel<Gfni512Kernel, Vector512<byte>, Vector512<byte>, Vector512<byte>>());
        if (Gfni256Kernel.IsSupported) kernels.Add(new VectorKernel<Gfni256Kernel, Vector256<byte>, Vector256<byte>, Vector256<byte>>());
        if (Avx2Kernel.IsSupported) kernels.Add(new VectorKernel<Avx2Kernel, Vector256<byte>, Nibbles<Vector256<byte>>, Nibbles<Vector256<byte>>>());
        if (Vector128Kernel.IsSupported) kernels.Add(new VectorKernel<Vector128Kernel, Vector128<byte>, Nibbles<Vector128<byte>>, Nibbles<Vector128<byte>>>());
        kernels.Add(new ScalarKernel());
        return kernels;
    }

    /// <summary>Brings a matrix to this kernel's form.</summary>
    public abstract FactorTable Prepare(GaloisMatrix matrix);

    /// <summary>Writes the product: output r becomes the sum over c of element (r, c) times input c, byte by byte. Any length.</summary>
    public abstract void Multiply(FactorTable table, in GaloisOperands operands);
}
