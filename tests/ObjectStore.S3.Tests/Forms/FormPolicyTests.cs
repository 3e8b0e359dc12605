using System.Text;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Forms;

namespace ObjectStore.S3.Tests.Forms;

public class FormPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{'conditions':[]}")]
    [InlineData("{'expiration':'2027-01-01T00:00:00Z'}")]
    [InlineData("{'EXPIRATION':'2027-01-01T00:00:00Z','conditions':[]}")]
    [InlineData("{'expiration':'2027-01-01 00:00:00','conditions':[]}")]
    [InlineData("{'expiration':'2027-01-01T00:00:00Z','conditions':{}}")]
    [InlineData("{'expiration':'2027-01-01T00:00:00Z','conditions':[{}]}")]
    [InlineData("{'expiration':'2027-01-01T00:00:00Z','conditions':['x']}")]
    [InlineData("{'expiration':'2027-01-01T00:00:00Z','conditions':[['eq','key','x']]}")]
    [InlineData("{'expiration':'2027-01-01T00:00:00Z','conditions':[['eq','$','x']]}")]
    [InlineData("{'expiration':'2027-01-01T00:00:00Z','conditions':[['eq','$key']]}")]
    [InlineData("{'expiration':'2027-01-01T00:00:00Z','conditions':[['content-length-range',2,1]]}")]
    [InlineData("{'expiration':'2027-01-01T00:00:00Z','conditions':[['content-length-range',0,1.5]]}")]
    [InlineData("{'expiration':'2027-01-01T00:00:00Z','conditions':[['content-length-range',0,99999999999999999999]]}")]
    [InlineData("{'expiration':'2027-01-01T00:00:00Z','conditions':[[[[[[[]]]]]]]}")]
    [InlineData("{'expiration':'2027-01-01T00:00:00Z','conditions':[{'key':'\\ud800'}]}")]
    public void TryParse_BadPolicy_IsInvalid(string json) => Assert.Equal(S3ErrorCode.InvalidPolicyDocument, FormPolicy.TryParse(Bytes(json), out _)?.Code);

    [Theory]
    [InlineData("{'key':'a'}", "a", null)]
    [InlineData("{'KEY':'a'}", "a", null)]
    [InlineData("{'key':'a'}", "A", S3ErrorCode.AccessDenied)]
    [InlineData("['eq','$key','a']", "a", null)]
    [InlineData("['Starts-With','$Key','a/']", "a/b", null)]
    [InlineData("['starts-with','$key','']", "anything", null)]
    [InlineData("['starts-with','$key','a/']", "b/a/", S3ErrorCode.AccessDenied)]
    [InlineData("['starts-with','$key',''],{'acl':'private'}", "a", S3ErrorCode.AccessDenied)]
    [InlineData("{'acl':''}", "a", S3ErrorCode.AccessDenied)]
    public void Check_Fields_HaveToBeAsThePolicySays(string conditions, string key, S3ErrorCode? expected)
    {
        Assert.Null(FormPolicy.TryParse(Bytes($"{{'expiration':'2027-01-01T00:00:00Z','conditions':[{conditions}]}}"), out var policy));

        Assert.Equal(expected, policy.Check(new Dictionary<string, string> { ["key"] = key, ["policy"] = "x", ["x-ignore-me"] = "y" }, Now)?.Code);
    }

    [Fact]
    public void Check_AtItsExpiration_IsDenied()
    {
        Assert.Null(FormPolicy.TryParse(Bytes("{'expiration':'2026-01-01T00:00:00.000Z','conditions':[]}"), out var policy));

        Assert.Equal(S3ErrorCode.AccessDenied, policy.Check(new Dictionary<string, string>(), Now)?.Code);
        Assert.Null(policy.Check(new Dictionary<string, string>(), Now.AddSeconds(-1)));
    }

    [Fact]
    public void TryParse_MutatedPolicies_NeverThrow()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var original = Bytes("{'expiration':'2027-01-01T00:00:00Z','conditions':[{'key':'a'},['starts-with','$acl','p'],['content-length-range',0,'5']]}");

        for (var round = 0; round < 5_000; round++)
        {
            var bytes = original.ToArray();
            for (var i = random.Next(1, 5); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var thrown = Record.Exception(() => FormPolicy.TryParse(bytes.AsMemory(0, random.Next(bytes.Length + 1)), out _));
            Assert.True(thrown is null, $"Seed {seed}, round {round}: {thrown}");
        }
    }

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json.Replace('\'', '"'));
}
