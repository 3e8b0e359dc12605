using ObjectStore.S3.Validation;

namespace ObjectStore.S3.Tests.Validation;

public class BucketNameTests
{
    [Theory]
    [InlineData("abc", true)]
    [InlineData("1bucket", true)]
    [InlineData("a.b-c.d", true)]
    [InlineData("1.2.3.4x", true)]
    [InlineData("1.2.3", true)]
    [InlineData("ab", false)]
    [InlineData("Abc", false)]
    [InlineData("a_c", false)]
    [InlineData(".abc", false)]
    [InlineData("abc.", false)]
    [InlineData("a..b", false)]
    [InlineData("a.-b", false)]
    [InlineData("a-.b", false)]
    [InlineData("1.2.3.4", false)]
    [InlineData("xn--abc", false)]
    [InlineData("abc-s3alias", false)]
    [InlineData("abc--ol-s3", false)]
    [InlineData("abé", false)]
    public void IsValid_Name_FollowsTheRules(string name, bool expected) => Assert.Equal(expected, BucketName.IsValid(name));

    [Fact]
    public void IsValid_Length_IsBounded()
    {
        Assert.True(BucketName.IsValid(new string('a', 63)));
        Assert.False(BucketName.IsValid(new string('a', 64)));
    }
}
