using ObjectStore.Core.Identifiers;

namespace ObjectStore.Core.Tests.Identifiers;

public sealed class PoolNameTests
{
    [Theory]
    [InlineData("default", true)]
    [InlineData("Fast_1.b", true)]
    [InlineData("a", true)]
    [InlineData("", false)]
    [InlineData("-fast", false)]
    [InlineData("..", false)]
    [InlineData("fast/../slow", false)]
    [InlineData("fast:1", false)]
    [InlineData("fast\n", false)]
    [InlineData("schnell\u00fc", false)]
    public void IsName_Text_MustFitIntoPathsSettingsAndLabels(string text, bool isName) => Assert.Equal(isName, PoolName.IsName(text));

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void IsName_Length_IsThatOfALabel(int length, bool isName) => Assert.Equal(isName, PoolName.IsName(new string('a', length)));
}
