using System.Runtime.InteropServices;
using ObjectStore.Core.Stripes;
using ObjectStore.Erasure.Kernels;

namespace ObjectStore.Erasure.Tests.Kernels;

/// <summary>Every kernel that runs on this processor against <see cref="ScalarKernel"/>, and that one against the field.</summary>
public sealed class GaloisKernelTests
{
    private static readonly int[] Lengths = [.. Enumerable.Range(1, 130), 255, 256, 257, 4095, 4096, 4097];

    public static TheoryData<string> KernelNames => [.. GaloisKernel.Supported().Select(kernel => kernel.Name)];

    /// <summary>The variable is set by the run that switches instruction sets off one after the other; without it the fastest supported kernel is expected.</summary>
    [Fact]
    public void Selected_Always_IsTheExpectedKernel()
    {
        var expected = Environment.GetEnvironmentVariable("OBJECTSTORE_EXPECT_KERNEL") ?? GaloisKernel.Supported()[0].Name;

        Assert.Equal(expected, ErasureCodec.KernelName);
    }

    [Fact]
    public void Supported_Always_EndsWithScalarAndBeginsWithSelected()
    {
        Assert.Equal("scalar", GaloisKernel.Supported()[^1].Name);
        Assert.Equal(GaloisKernel.Supported()[0].Name, GaloisKernel.Selected.Name);
    }

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void Multiply_EveryElementAndByte_EqualsField(string name)
    {
        var kernel = KernelOf(name);
        var input = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();
        var output = new byte[256];

        for (var element = 0; element < 256; element++)
        {
            var matrix = GaloisMatrix.Create(1, 1, (_, _) => (byte)element);
            kernel.Multiply(kernel.Prepare(matrix), new GaloisOperands(in input[0], [0], ref output[0], [0], 256));
            for (var value = 0; value < 256; value++) Assert.Equal(GaloisField.Multiply((byte)element, (byte)value), output[value]);
        }
    }

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void Multiply_AllLengthsAtOddOffsets_EqualsScalarAndWritesNothingElse(string name)
    {
        var random = TestBytes.Random(out var seed);

        foreach (var (rows, columns) in new[] { (1, 1), (1, 4), (2, 4), (3, 6), (4, 8), (5, 3), (7, 2) })
        {
            var matrix = GaloisMatrix.Create(rows, columns, (_, _) => (byte)random.Next(256));
            foreach (var length in Lengths)
            {
                Assert.True(EqualsScalar(KernelOf(name), matrix, length, random), $"{rows} × {columns}, {length} bytes, seed {seed}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void Multiply_EveryProfile_EqualsScalar(string name)
    {
        var random = TestBytes.Random(out var seed);

        foreach (var profile in Profiles.All)
        {
            var matrix = GaloisMatrix.Generator(profile);
            Assert.True(EqualsScalar(KernelOf(name), matrix, 203, random), $"{profile}, seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void Encode_OneMebibyteFragments_EqualsScalar(string name)
    {
        var random = TestBytes.Random(out var seed);
        var matrix = GaloisMatrix.Generator(new ErasureProfile(4, 2));

        Assert.True(EqualsScalar(KernelOf(name), matrix, (1 << 20) - 1, random), $"seed {seed}");
    }

    private static GaloisKernel KernelOf(string name) => GaloisKernel.Supported().Single(kernel => kernel.Name == name);

    /// <summary>Inputs and outputs lie at odd offsets with guard bytes between them, which have to stay as they are.</summary>
    private static bool EqualsScalar(GaloisKernel kernel, GaloisMatrix matrix, int length, Random random)
    {
        var stride = length + 1 + random.Next(40);
        var input = random.NextBytes((matrix.Columns * stride) + 3);
        var inputs = Enumerable.Range(0, matrix.Columns).Select(column => 3 + (column * stride)).ToArray();
        var outputs = Enumerable.Range(0, matrix.Rows).Select(row => 1 + (row * stride)).ToArray();
        var expected = random.NextBytes((matrix.Rows * stride) + 1);
        var actual = expected.ToArray();

        ScalarKernel.MultiplyBytes(matrix, Operands(input, inputs, expected, outputs, length));
        kernel.Multiply(kernel.Prepare(matrix), Operands(input, inputs, actual, outputs, length));

        return actual.AsSpan().SequenceEqual(expected);
    }

    private static GaloisOperands Operands(byte[] input, int[] inputs, byte[] output, int[] outputs, int length) => new(
        in MemoryMarshal.GetArrayDataReference(input), inputs, ref MemoryMarshal.GetArrayDataReference(output), outputs, length);
}
