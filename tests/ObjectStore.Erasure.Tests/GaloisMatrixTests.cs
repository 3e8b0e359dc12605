using System.Numerics;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Erasure.Tests;

public sealed class GaloisMatrixTests
{
    /// <summary>The format: whoever changes these numbers makes stored stripes unreadable.</summary>
    [Fact]
    public void Generator_FourPlusTwo_HasTheCauchyRowsOfTheFormat()
    {
        var generator = GaloisMatrix.Generator(new ErasureProfile(4, 2));

        Assert.Equal("01000000 00010000 00000100 00000001 47A77ABA A747BA7A", Show(generator));
    }

    [Fact]
    public void Generator_OneData_IsAllOnes()
    {
        Assert.Equal("01 01 01", Show(GaloisMatrix.Generator(ErasureProfile.Replicated)));
    }

    [Fact]
    public void Invert_AnyRowsOfAGenerator_MultipliesToIdentity()
    {
        foreach (var profile in Profiles.All.Where(profile => profile.FragmentCount <= 10))
        {
            var generator = GaloisMatrix.Generator(profile);
            for (var rows = 0u; rows < 1u << profile.FragmentCount; rows++)
            {
                if (BitOperations.PopCount(rows) != profile.DataFragments) continue;
                var square = generator.SelectRows(rows);
                Assert.True(IsIdentity(square.Invert().Multiply(square)), $"{profile}, rows {rows:X}");
            }
        }
    }

    private static string Show(GaloisMatrix matrix) =>
        string.Join(' ', Enumerable.Range(0, matrix.Rows).Select(row => Convert.ToHexString(matrix.Row(row))));

    private static bool IsIdentity(GaloisMatrix matrix)
    {
        for (var row = 0; row < matrix.Rows; row++)
        {
            for (var column = 0; column < matrix.Columns; column++)
            {
                if (matrix[row, column] != (row == column ? 1 : 0)) return false;
            }
        }

        return true;
    }
}
