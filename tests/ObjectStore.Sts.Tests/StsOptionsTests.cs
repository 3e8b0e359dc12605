using Microsoft.Extensions.Options;

namespace ObjectStore.Sts.Tests;

public sealed class StsOptionsTests
{
    private static readonly IssuerOptions Good = new() { Url = "https://issuer.example", Audiences = ["a"] };

    [Fact]
    public void Validate_Defaults_AreRight() => Assert.True(Validate(new StsOptions { Issuers = [Good] }).Succeeded);

    [Fact]
    public void Validate_WrongIssuers_AreAllTold()
    {
        var wrong = new StsOptions
        {
            Issuers = [Good, new IssuerOptions { Url = "https://issuer.example/", Audiences = ["a"] }, new IssuerOptions { Url = "http://issuer.example", Audiences = ["a"] }, new IssuerOptions { Url = "https://b.example" }],
        };

        var failures = Validate(wrong).Failures!.ToList();

        Assert.Contains(failures, static failure => failure.Contains("http://issuer.example", StringComparison.Ordinal));
        Assert.Contains(failures, static failure => failure.Contains("https://b.example", StringComparison.Ordinal));
        Assert.Contains(failures, static failure => failure.Contains("same Url", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("issuer.example", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("https://issuer.example", false)]
    [InlineData("issuer.example:443", false)]
    [InlineData("issuer.example/path", false)]
    [InlineData("", false)]
    public void Validate_AllowedIssuerHosts_AreHosts(string host, bool isRight) => Assert.Equal(isRight, Validate(new StsOptions { AllowedIssuerHosts = [host] }).Succeeded);

    private static ValidateOptionsResult Validate(StsOptions options) => new StsOptionsValidator().Validate(null, options);
}
