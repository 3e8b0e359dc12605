using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Tests.Planning;

public class QuantityTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("10Ki", 10_240)]
    [InlineData("1.5Gi", 1_610_612_736)]
    [InlineData("2T", 2_000_000_000_000)]
    [InlineData("5k", 5_000)]
    public void TryParse_Quantity_GivesBytes(string text, long bytes)
    {
        Assert.True(Quantity.TryParse(text, out var actual));
        Assert.Equal(bytes, actual);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1Gi")]
    [InlineData("Gi")]
    [InlineData("10 Gi")]
    [InlineData("9Ei9")]
    [InlineData("100Ei")]
    [InlineData("0.1")]
    public void TryParse_NoQuantity_IsFalse(string text) => Assert.False(Quantity.TryParse(text, out _));
}
