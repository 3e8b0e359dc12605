using System.Numerics;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Erasure;

/// <summary>A matrix over GF(2^8). Immutable after construction, hence thread-safe.</summary>
internal sealed class GaloisMatrix
{
    private readonly byte[] _values;

    private GaloisMatrix(int rows, int columns, byte[] values)
    {
        Invariant.That(values.Length == rows * columns);
        (Rows, Columns, _values) = (rows, columns, values);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>The element at a row and column, from 0.</summary>
    public byte this[int row, int column] => _values[(row * Columns) + column];

    /// <summary>The elements of a row.</summary>
    public ReadOnlySpan<byte> Row(int row) => _values.AsSpan(row * Columns, Columns);

    /// <summary>A matrix from the formula of its elements.</summary>
    public static GaloisMatrix Create(int rows, int columns, Func<int, int, byte> element)
    {
        var values = new byte[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++) values[(row * columns) + column] = element(row, column);
        }

        return new GaloisMatrix(rows, columns, values);
    }

    /// <summary>
    /// The generator of a profile, (K+M) × K: the identity above the Cauchy matrix 1 / (r ⊕ c) of rows r = K..K+M−1 and columns c = 0..K−1; with
    /// K = 1 all ones, so that every fragment is a copy.
    /// </summary>
    /// <remarks>Every K rows are independent, since every square submatrix of a Cauchy matrix is regular. Format: docs/format/erasure.md.</remarks>
    public static GaloisMatrix Generator(ErasureProfile profile)
    {
        int data = profile.DataFragments;
        return Create(profile.FragmentCount, data, (row, column) =>
            data == 1 || row == column ? (byte)1 :
            row < data ? (byte)0 :
            GaloisField.Inverse((byte)(row ^ column)));
    }

    /// <summary>The rows whose bits are set in <paramref name="mask"/>, in ascending order.</summary>
    public GaloisMatrix SelectRows(uint mask)
    {
        var values = new byte[BitOperations.PopCount(mask) * Columns];
        for (var offset = 0; mask != 0; mask &= mask - 1, offset += Columns)
        {
            _values.AsSpan(BitOperations.TrailingZeroCount(mask) * Columns, Columns).CopyTo(values.AsSpan(offset));
        }

        return new GaloisMatrix(values.Length / Columns, Columns, values);
    }

    /// <summary>This · right.</summary>
    public GaloisMatrix Multiply(GaloisMatrix right)
    {
        Invariant.That(Columns == right.Rows);
        return Create(Rows, right.Columns, (row, column) =>
        {
            byte sum = 0;
            for (var term = 0; term < Columns; term++) sum ^= GaloisField.Multiply(this[row, term], right[term, column]);
            return sum;
        });
    }

    /// <summary>The inverse, by Gauss–Jordan elimination. The matrix must be regular: any K rows of a generator are.</summary>
    public GaloisMatrix Invert()
    {
        Invariant.That(Rows == Columns);
        var left = _values.ToArray();
        var right = Create(Rows, Rows, (row, column) => row == column ? (byte)1 : (byte)0)._values;
        for (var pivot = 0; pivot < Rows; pivot++)
        {
            BringUpPivot(left, right, pivot);
            var inverse = GaloisField.Inverse(left[(pivot * Rows) + pivot]);
            Scale(RowOf(left, pivot), inverse);
            Scale(RowOf(right, pivot), inverse);
            for (var row = 0; row < Rows; row++)
            {
                var factor = row == pivot ? (byte)0 : left[(row * Rows) + pivot];
                AddScaled(RowOf(left, row), RowOf(left, pivot), factor);
                AddScaled(RowOf(right, row), RowOf(right, pivot), factor);
            }
        }

        return new GaloisMatrix(Rows, Rows, right);
    }

    private void BringUpPivot(byte[] left, byte[] right, int pivot)
    {
        var row = pivot;
        while (row < Rows && left[(row * Rows) + pivot] == 0) row++;
        Invariant.That(row < Rows);
        if (row == pivot) return;
        AddScaled(RowOf(left, pivot), RowOf(left, row), 1);
        AddScaled(RowOf(right, pivot), RowOf(right, row), 1);
    }

    private Span<byte> RowOf(byte[] values, int row) => values.AsSpan(row * Columns, Columns);

    private static void Scale(Span<byte> row, byte factor)
    {
        foreach (ref var value in row) value = GaloisField.Multiply(value, factor);
    }

    private static void AddScaled(Span<byte> row, ReadOnlySpan<byte> addend, byte factor)
    {
        for (var column = 0; column < row.Length; column++) row[column] ^= GaloisField.Multiply(addend[column], factor);
    }
}
