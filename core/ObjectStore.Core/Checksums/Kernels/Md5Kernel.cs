using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ObjectStore.Core.Checksums.Kernels;

/// <summary>Advances independent MD5 computations side by side. One computation is a chain of dependent steps; several fill the gaps of each other.</summary>
internal abstract class Md5Kernel
{
    /// <summary>Most lanes that any kernel has.</summary>
    public const int LanesMax = 16;

    /// <summary>One computation.</summary>
    public static Md5Kernel Single { get; } = new Md5Lanes<Md5Scalar, uint>("scalar");

    /// <summary>The widest kernel that runs here.</summary>
    public static Md5Kernel Widest { get; } = Supported()[0];

    private static Md5Kernel Half { get; } = Supported().FirstOrDefault(kernel => kernel.Lanes == LanesMax / 2, Widest);

    /// <summary>The fastest kernel for so many computations. Half of the lanes at half the width cost fewer cycles than at full width.</summary>
    public static Md5Kernel For(int computations) =>
        computations == 1 ? Single :
        computations <= Half.Lanes ? Half :
        Widest;

    /// <summary>Name of the instruction set.</summary>
    public abstract string Name { get; }

    /// <summary>Computations side by side.</summary>
    public abstract int Lanes { get; }

    /// <summary>Every kernel that runs here, the widest first and <see cref="Single"/> last.</summary>
    public static IReadOnlyList<Md5Kernel> Supported()
    {
        List<Md5Kernel> kernels = [];
        if (Avx512F.IsSupported) kernels.Add(new Md5Lanes<Md5Avx512, Vector512<uint>>("avx512"));
        if (Avx2.IsSupported) kernels.Add(new Md5Lanes<Md5Avx2, Vector256<uint>>("avx2"));
        if (Sse2.IsSupported || AdvSimd.Arm64.IsSupported) kernels.Add(new Md5Lanes<Md5Vector128, Vector128<uint>>("vector128"));
        kernels.Add(Single);
        return kernels;
    }

    /// <summary>Advances each state by the first <paramref name="blocks"/> blocks of its input.</summary>
    /// <param name="states">1..<see cref="Lanes"/> states.</param>
    /// <param name="inputs">As many inputs as states, each of at least <paramref name="blocks"/> blocks; they are not moved on.</param>
    /// <param name="blocks">At least 1.</param>
    public abstract void Advance(Span<Md5State> states, ReadOnlySpan<Md5Input> inputs, int blocks);

    /// <summary>Advances one state by whole blocks.</summary>
    public abstract void Advance(ref Md5State state, ReadOnlySpan<byte> blocks);
}
