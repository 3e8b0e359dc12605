using System.Runtime.CompilerServices;

namespace ObjectStore.Erasure.Kernels;

/// <summary>The product byte by byte: the specification of the other kernels, and their help with runs shorter than a vector.</summary>
internal sealed class ScalarKernel : GaloisKernel
{
    /// <summary>All products: element e times byte b at e·256 + b.</summary>
    private static readonly byte[] Products = BuildProducts();

    /// <inheritdoc />
    public override string Name => "scalar";

    /// <inheritdoc />
    public override FactorTable Prepare(GaloisMatrix matrix) => new(matrix, []);

    /// <inheritdoc />
    public override void Multiply(FactorTable table, in GaloisOperands operands) => MultiplyBytes(table.Matrix, operands);

    /// <summary>The product, which needs no other form of the matrix.</summary>
    public static void MultiplyBytes(GaloisMatrix matrix, in GaloisOperands operands)
    {
        for (var row = 0; row < matrix.Rows; row++) MultiplyRow(matrix.Row(row), row, operands);
    }

    private static void MultiplyRow(ReadOnlySpan<byte> elements, int row, in GaloisOperands operands)
    {
        ref var output = ref Unsafe.Add(ref operands.Outputs, operands.OutputOffsets[row]);
        for (var position = 0; position < operands.Length; position++)
        {
            byte sum = 0;
            for (var column = 0; column < elements.Length; column++)
            {
                var value = Unsafe.Add(ref Unsafe.AsRef(in operands.Inputs), operands.InputOffsets[column] + position);
                sum ^= Products[(elements[column] << 8) + value];
            }

            Unsafe.Add(ref output, position) = sum;
        }
    }

    private static byte[] BuildProducts()
    {
        var products = new byte[256 * 256];
        for (var index = 0; index < products.Length; index++) products[index] = GaloisField.Multiply((byte)(index >> 8), (byte)index);
        return products;
    }
}
