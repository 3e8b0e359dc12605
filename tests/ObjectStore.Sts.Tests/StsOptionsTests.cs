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

    private static ValidateOptionsResult Validate(StsOptions options) => new StsOptionsValidator().Validate(null, options);
}
