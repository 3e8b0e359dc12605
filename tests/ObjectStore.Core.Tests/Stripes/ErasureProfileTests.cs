using ObjectStore.Core.Stripes;

namespace ObjectStore.Core.Tests.Stripes;

public class ErasureProfileTests
{
    [Theory]
    [InlineData("4+2", 4, 2)]
    [InlineData("1+0", 1, 0)]
    [InlineData("28+4", 28, 4)]
    public void TryParse_Profile_GivesBothNumbers(string text, int dataFragments, int parityFragments)
    {
        Assert.True(ErasureProfile.TryParse(text, out var profile));

        Assert.Equal(dataFragments, profile.DataFragments);
        Assert.Equal(parityFragments, profile.ParityFragments);
        Assert.Equal(text, profile.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("4")]
    [InlineData("+2")]
    [InlineData("4+")]
    [InlineData("0+2")]
    [InlineData("4+-2")]
    [InlineData(" 4+2")]
    [InlineData("4+2 ")]
    [InlineData("30+3")]
    [InlineData("256+2")]
    public void TryParse_AnythingElse_IsFalse(string? text) => Assert.False(ErasureProfile.TryParse(text, out _));
}
