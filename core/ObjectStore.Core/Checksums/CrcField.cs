namespace ObjectStore.Core.Checksums;

/// <summary>Polynomials over GF(2) modulo the polynomial of one CRC, in reflected form: the coefficient of x^i is bit <c>Width−1−i</c>.</summary>
/// <param name="Width">Degree of the modulus: 32 or 64.</param>
/// <param name="Polynomial">The modulus without its leading term, reflected.</param>
internal readonly record struct CrcField(int Width, ulong Polynomial)
{
    /// <summary>The polynomial 1.</summary>
    private ulong One => 1UL << (Width - 1);

    /// <summary>value · x.</summary>
    public ulong TimesX(ulong value) => (value >> 1) ^ ((value & 1) * Polynomial);

    /// <summary>The product of two residues.</summary>
    public ulong Multiply(ulong left, ulong right)
    {
        var product = 0UL;
        for (var term = One; term != 0; term >>= 1)
        {
            if ((left & term) != 0) product ^= right;
            right = TimesX(right);
        }

        return product;
    }

    /// <summary>x^exponent.</summary>
    /// <param name="exponent">Not negative.</param>
    public ulong Power(UInt128 exponent)
    {
        var result = One;
        for (var square = TimesX(One); exponent != 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0) result = Multiply(result, square);
            square = Multiply(square, square);
        }

        return result;
    }
}
