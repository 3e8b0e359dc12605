namespace ObjectStore.Erasure;

/// <summary>Arithmetic in GF(2^8) = GF(2)[x] / (x^8 + x^4 + x^3 + x^2 + 1): the reference that every kernel is tested against.</summary>
/// <remarks>Bit i of a byte is the coefficient of x^i; addition is exclusive or; 2 generates the multiplicative group.</remarks>
internal static class GaloisField
{
    /// <summary>The modulus with its leading term, 0x11D.</summary>
    public const int Polynomial = 0x11D;

    private const int Order = 255;

    private static readonly byte[] Exponentials = BuildExponentials();
    private static readonly byte[] Logarithms = BuildLogarithms();

    /// <summary>The product of two elements.</summary>
    public static byte Multiply(byte left, byte right) =>
        left == 0 || right == 0 ? (byte)0 : Exponentials[(Logarithms[left] + Logarithms[right]) % Order];

    /// <summary>The element whose product with <paramref name="value"/> is 1.</summary>
    public static byte Inverse(byte value)
    {
        ArgumentOutOfRangeException.ThrowIfZero(value);
        return Exponentials[(Order - Logarithms[value]) % Order];
    }

    private static byte[] BuildExponentials()
    {
        var powers = new byte[Order];
        for (int exponent = 0, value = 1; exponent < Order; exponent++)
        {
            powers[exponent] = (byte)value;
            value <<= 1;
            if (value > byte.MaxValue) value ^= Polynomial;
        }

        return powers;
    }

    private static byte[] BuildLogarithms()
    {
        var logarithms = new byte[256];
        for (var exponent = 0; exponent < Order; exponent++) logarithms[Exponentials[exponent]] = (byte)exponent;
        return logarithms;
    }
}
