namespace ObjectStore.Erasure.Tests;

public sealed class GaloisFieldTests
{
    [Fact]
    public void Multiply_AllPairs_EqualsPolynomialProduct()
    {
        for (var left = 0; left < 256; left++)
        {
            for (var right = 0; right < 256; right++)
            {
                Assert.Equal(PolynomialProduct(left, right), GaloisField.Multiply((byte)left, (byte)right));
            }
        }
    }

    [Fact]
    public void Multiply_AllTriples_IsDistributiveAndAssociative()
    {
        for (var value = 0; value < 256 * 256 * 256; value++)
        {
            var (left, middle, right) = ((byte)value, (byte)(value >> 8), (byte)(value >> 16));
            var product = GaloisField.Multiply(left, middle);
            var distributed = (byte)(product ^ GaloisField.Multiply(left, right));
            if (GaloisField.Multiply(left, (byte)(middle ^ right)) != distributed) Assert.Fail($"{left} · ({middle} + {right})");
            if (GaloisField.Multiply(product, right) != GaloisField.Multiply(left, GaloisField.Multiply(middle, right)))
                Assert.Fail($"{left} · {middle} · {right}");
        }
    }

    [Fact]
    public void Inverse_EveryElementButZero_MultipliesToOne()
    {
        for (var value = 1; value < 256; value++)
        {
            Assert.Equal(1, GaloisField.Multiply((byte)value, GaloisField.Inverse((byte)value)));
        }
    }

    [Fact]
    public void Inverse_Zero_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => GaloisField.Inverse(0));

    private static byte PolynomialProduct(int left, int right)
    {
        var product = 0;
        for (var bit = 0; bit < 8; bit++) product ^= ((right >> bit) & 1) * (left << bit);
        for (var bit = 14; bit >= 8; bit--) product ^= ((product >> bit) & 1) * (GaloisField.Polynomial << (bit - 8));
        return (byte)product;
    }
}
