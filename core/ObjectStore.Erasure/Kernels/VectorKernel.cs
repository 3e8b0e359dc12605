using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ObjectStore.Erasure.Kernels;

/// <summary>
/// The loops of all vector kernels. A pass reads every input once and makes up to four outputs of it, two vectors at a time, with the sums in
/// registers; so four parity fragments cost one read of the data.
/// </summary>
/// <remarks>
/// Factors lie in the order in which the passes use them: for each pass, column by column, one for each of its rows.
/// The last vectors of a run overlap the ones before it and write the same bytes again, so that no length needs masks.
/// </remarks>
internal sealed class VectorKernel<TOperations, TVector, TOperand, TFactor> : GaloisKernel
    where TOperations : struct, IVectorOperations<TVector, TOperand, TFactor>
    where TVector : struct
{
    /// <inheritdoc />
    public override string Name => TOperations.Name;

    /// <inheritdoc />
    public override FactorTable Prepare(GaloisMatrix matrix)
    {
        var size = TOperations.FactorSize;
        var factors = new byte[matrix.Rows * matrix.Columns * size];
        var offset = 0;
        for (int first = 0, rows; first < matrix.Rows; first += rows)
        {
            rows = PassRows(matrix.Rows - first);
            for (var column = 0; column < matrix.Columns; column++)
            {
                for (var row = first; row < first + rows; row++, offset += size)
                {
                    TOperations.WriteFactor(matrix[row, column], factors.AsSpan(offset, size));
                }
            }
        }

        return new FactorTable(matrix, factors);
    }

    /// <inheritdoc />
    public override void Multiply(FactorTable table, in GaloisOperands operands)
    {
        if (operands.Length < TOperations.Width)
        {
            ScalarKernel.MultiplyBytes(table.Matrix, operands);
            return;
        }

        ref var factors = ref MemoryMarshal.GetArrayDataReference(table.Factors);
        for (int first = 0, rows; first < table.Matrix.Rows; first += rows)
        {
            rows = PassRows(table.Matrix.Rows - first);
            var outputs = operands.OutputOffsets.Slice(first, rows);
            switch (rows)
            {
                case 4: MakeFour(ref factors, operands, outputs); break;
                case 2: MakeTwo(ref factors, operands, outputs); break;
                default: MakeOne(ref factors, operands, outputs); break;
            }

            factors = ref Unsafe.Add(ref factors, rows * table.Matrix.Columns * TOperations.FactorSize);
        }
    }

    private static int PassRows(int rowsLeft) => rowsLeft >= 4 ? 4 : rowsLeft >= 2 ? 2 : 1;

    private static void MakeFour(ref readonly byte factors, in GaloisOperands operands, ReadOnlySpan<int> outputs)
    {
        var (width, last) = ((nuint)TOperations.Width, (nuint)(operands.Length - TOperations.Width));
        for (nuint position = 0; position < (nuint)operands.Length; position += 2 * width)
        {
            var (here, next) = (nuint.Min(position, last), nuint.Min(position + width, last));
            TVector sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            TVector sum4 = default, sum5 = default, sum6 = default, sum7 = default;
            ref var factor = ref Unsafe.AsRef(in factors);
            foreach (var offset in operands.InputOffsets)
            {
                var low = TOperations.Load(in operands.Inputs, (nuint)offset + here);
                var high = TOperations.Load(in operands.Inputs, (nuint)offset + next);
                var multiplier = TOperations.LoadFactor(in factor);
                (sum0, sum4) = (TOperations.AddProduct(sum0, low, multiplier), TOperations.AddProduct(sum4, high, multiplier));
                multiplier = TOperations.LoadFactor(in Unsafe.Add(ref factor, TOperations.FactorSize));
                (sum1, sum5) = (TOperations.AddProduct(sum1, low, multiplier), TOperations.AddProduct(sum5, high, multiplier));
                multiplier = TOperations.LoadFactor(in Unsafe.Add(ref factor, 2 * TOperations.FactorSize));
                (sum2, sum6) = (TOperations.AddProduct(sum2, low, multiplier), TOperations.AddProduct(sum6, high, multiplier));
                multiplier = TOperations.LoadFactor(in Unsafe.Add(ref factor, 3 * TOperations.FactorSize));
                (sum3, sum7) = (TOperations.AddProduct(sum3, low, multiplier), TOperations.AddProduct(sum7, high, multiplier));
                factor = ref Unsafe.Add(ref factor, 4 * TOperations.FactorSize);
            }

            Store(sum0, sum4, ref Unsafe.Add(ref operands.Outputs, outputs[0]), here, next);
            Store(sum1, sum5, ref Unsafe.Add(ref operands.Outputs, outputs[1]), here, next);
            Store(sum2, sum6, ref Unsafe.Add(ref operands.Outputs, outputs[2]), here, next);
            Store(sum3, sum7, ref Unsafe.Add(ref operands.Outputs, outputs[3]), here, next);
        }
    }

    private static void MakeTwo(ref readonly byte factors, in GaloisOperands operands, ReadOnlySpan<int> outputs)
    {
        var (width, last) = ((nuint)TOperations.Width, (nuint)(operands.Length - TOperations.Width));
        for (nuint position = 0; position < (nuint)operands.Length; position += 2 * width)
        {
            var (here, next) = (nuint.Min(position, last), nuint.Min(position + width, last));
            TVector sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            ref var factor = ref Unsafe.AsRef(in factors);
            foreach (var offset in operands.InputOffsets)
            {
                var low = TOperations.Load(in operands.Inputs, (nuint)offset + here);
                var high = TOperations.Load(in operands.Inputs, (nuint)offset + next);
                var multiplier = TOperations.LoadFactor(in factor);
                (sum0, sum2) = (TOperations.AddProduct(sum0, low, multiplier), TOperations.AddProduct(sum2, high, multiplier));
                multiplier = TOperations.LoadFactor(in Unsafe.Add(ref factor, TOperations.FactorSize));
                (sum1, sum3) = (TOperations.AddProduct(sum1, low, multiplier), TOperations.AddProduct(sum3, high, multiplier));
                factor = ref Unsafe.Add(ref factor, 2 * TOperations.FactorSize);
            }

            Store(sum0, sum2, ref Unsafe.Add(ref operands.Outputs, outputs[0]), here, next);
            Store(sum1, sum3, ref Unsafe.Add(ref operands.Outputs, outputs[1]), here, next);
        }
    }

    private static void MakeOne(ref readonly byte factors, in GaloisOperands operands, ReadOnlySpan<int> outputs)
    {
        var (width, last) = ((nuint)TOperations.Width, (nuint)(operands.Length - TOperations.Width));
        for (nuint position = 0; position < (nuint)operands.Length; position += 2 * width)
        {
            var (here, next) = (nuint.Min(position, last), nuint.Min(position + width, last));
            TVector sum0 = default, sum1 = default;
            ref var factor = ref Unsafe.AsRef(in factors);
            foreach (var offset in operands.InputOffsets)
            {
                var multiplier = TOperations.LoadFactor(in factor);
                sum0 = TOperations.AddProduct(sum0, TOperations.Load(in operands.Inputs, (nuint)offset + here), multiplier);
                sum1 = TOperations.AddProduct(sum1, TOperations.Load(in operands.Inputs, (nuint)offset + next), multiplier);
                factor = ref Unsafe.Add(ref factor, TOperations.FactorSize);
            }

            Store(sum0, sum1, ref Unsafe.Add(ref operands.Outputs, outputs[0]), here, next);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector low, TVector high, ref byte output, nuint here, nuint next)
    {
        TOperations.Store(low, ref output, here);
        TOperations.Store(high, ref output, next);
    }
}
