using System.Text;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Forms;

namespace ObjectStore.S3.Tests.Forms;

public class FormPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", "Invalid JSON.")]
    [InlineData("[]", "Invalid JSON.")]
    [InlineData("{'conditions':[]}", "Policy missing expiration.")]
    [InlineData("{'expiration':'2027-01-01T00:00:00Z'}", "Policy missing conditions.")]
    [InlineData("{'EXPIRATION':'2027-01-01T00:00:00Z','conditions':[]}", "Unexpected: \"EXPIRATION\"")]
    [InlineData("{'expiration':'2027-01-01T00:00:00Z','conditions':[],'also':1}", "Unexpected: \"also\"")]
    [InlineData("{'expiration':1,'conditions':[]}", "Invalid JSON.")]
    [InlineData("{'expiration':'2027-01-01 00:00:00','conditions':[]}", "Invalid 'expiration' value: '2027-01-01 00:00:00'")]
    [InlineData("{'expiration':'2027-01-01T00:00:00Z','expiration':'2028-01-01T00:00:00Z','conditions':[]}", "Invalid JSON.")]
    public void TryParse_BadPolicy_IsInvalid(string json, string reason)
    {
        var error = FormPolicy.TryParse(Bytes(json), out _);

        Assert.Equal((S3ErrorCode.InvalidPolicyDocument, "Invalid Policy: " + reason), (error?.Code, error?.Message));
    }

    [Theory]
    [InlineData("{}", "must be a List.")]
    [InlineData("['x']", "must be a List or Object.")]
    [InlineData("[{}]", "must have exactly one property specified.")]
    [InlineData("[{'acl':'private','key':'x'}]", "must have exactly one property specified.")]
    [InlineData("[{'key':1}]", "value must be a string.")]
    [InlineData("[{'key':'\\ud800'}]", "Invalid JSON.")]
    [InlineData("[[]]", "missing operation identifier.")]
    [InlineData("[[1,'$key','x']]", "missing operation identifier.")]
    [InlineData("[['is','$key','x']]", "unknown operation 'is'.")]
    [InlineData("[['eq','$key']]", "Invalid eq: wrong number of arguments.")]
    [InlineData("[['content-length-range',1]]", "Invalid content-length-range: wrong number of arguments.")]
    [InlineData("[['eq','$key',1]]", "Invalid JSON.")]
    [InlineData("[['eq',true,'x']]", "Invalid JSON.")]
    [InlineData("[['eq','key','x']]", "begins with $.")]
    [InlineData("[['eq','$','x']]", "begins with $.")]
    [InlineData("[['content-length-range',2,1]]", "the lesser first.")]
    [InlineData("[['content-length-range',0,1.5]]", "the lesser first.")]
    [InlineData("[['content-length-range',0,99999999999999999999]]", "the lesser first.")]
    [InlineData("[['content-length-range','a','2']]", "the lesser first.")]
    [InlineData("[[[[[[[]]]]]]]", "Invalid JSON.")]
    public void TryParse_BadConditions_AreInvalid(string conditions, string reason)
    {
        var error = FormPolicy.TryParse(Bytes($"{{'expiration':'2027-01-01T00:00:00Z','conditions':{conditions}}}"), out _);

        Assert.Equal(S3ErrorCode.InvalidPolicyDocument, error?.Code);
        Assert.EndsWith(reason, error?.Message, StringComparison.Ordinal);
    }

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
