using System.Text.Json.Nodes;
using ObjectStore.Sts.Oidc;

namespace ObjectStore.Sts.Tests.Oidc;

public sealed class WebIdentityVerifierTests : IDisposable
{
    private static readonly TrustedIssuer Trusted = new(Claims.Issuer, [Claims.Audience, "other"]);

    private readonly FixedTime _time = new(Claims.Now);
    private readonly FakeFetch _fetch = new();
    private readonly IssuerSigner _signer = new();
    private readonly WebIdentityVerifier _verifier;

    public WebIdentityVerifierTests()
    {
        _fetch.Keys = IssuerSigner.SetOf(_signer.RsaKey, _signer.CurveKey);
        _verifier = new WebIdentityVerifier(_fetch, TimeSpan.FromMinutes(1), _time);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public async Task Verify_SignedByTheIssuer_IsTaken(string algorithm) =>
        Assert.Equal(WebIdentityFailure.None, await VerifyAsync(_signer.Sign(Claims.With(), algorithm)));

    [Theory]
    [InlineData("HS256")]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("rs256")]
    [InlineData("")]
    public async Task Verify_AlgorithmThatIsNotOne_IsRefusedWithoutAFetch(string algorithm)
    {
        Assert.Equal(WebIdentityFailure.Invalid, await VerifyAsync(_signer.Sign(Claims.With(), algorithm)));
        Assert.Equal(0, _fetch.Count);
    }

    [Fact]
    public async Task Verify_UnsignedToken_IsRefused()
    {
        var token = $"{IssuerSigner.Encode("""{"alg":"none"}""")}.{IssuerSigner.Encode(Claims.With().ToJsonString())}.";

        Assert.False(JsonWebToken.TryParse(token, out _));
        Assert.Equal(WebIdentityFailure.Invalid, await VerifyAsync(token + "AA"));
    }

    [Fact]
    public async Task Verify_SignedByAnother_IsRefused()
    {
        using var stranger = new IssuerSigner(isStranger: true);

        Assert.Equal(WebIdentityFailure.Invalid, await VerifyAsync(stranger.Sign(Claims.With())));
        Assert.Equal(WebIdentityFailure.Invalid, await VerifyAsync(stranger.Sign(Claims.With(), "ES256")));
    }

    [Fact]
    public async Task Verify_ClaimsChangedAfterSigning_AreRefused()
    {
        var parts = _signer.Sign(Claims.With()).Split('.');
        parts[1] = IssuerSigner.Encode(Claims.With(("sub", "somebody else")).ToJsonString());

        Assert.Equal(WebIdentityFailure.Invalid, await VerifyAsync(string.Join('.', parts)));
    }

    /// <summary>Times in seconds from now; the clock of the issuer may be a minute off.</summary>
    [Theory]
    [InlineData(0, 600, null, "None")]
    [InlineData(-600, -59, null, "None")]
    [InlineData(-600, -60, null, "Expired")]
    [InlineData(-7200, -3600, null, "Expired")]
    [InlineData(60, 600, null, "None")]
    [InlineData(61, 600, null, "Invalid")]
    [InlineData(0, 600, 60, "None")]
    [InlineData(0, 600, 61, "Invalid")]
    [InlineData(0, 600, -60, "None")]
    [InlineData(30, 30, null, "Invalid")]
    [InlineData(30, 20, null, "Invalid")]
    public async Task Verify_Times_HaveToHoldNow(int issuedAt, int expires, int? notBefore, string expected)
    {
        var claims = Claims.With(("iat", Claims.After(issuedAt)), ("exp", Claims.After(expires)), ("nbf", notBefore is { } seconds ? Claims.After(seconds) : null));

        Assert.Equal(expected, (await VerifyAsync(_signer.Sign(claims))).ToString());
    }

    [Theory]
    [InlineData("""{"aud":"objectstore"}""", true)]
    [InlineData("""{"aud":["nobody","other"]}""", true)]
    [InlineData("""{"aud":"account","azp":"objectstore"}""", true)]
    [InlineData("""{"aud":"ObjectStore"}""", false)]
    [InlineData("""{"aud":["nobody"]}""", false)]
    [InlineData("""{"aud":"account","azp":"somebody"}""", false)]
    public async Task Verify_Audience_HasToBeOneOfTheIssuers(string audience, bool isTaken)
    {
        var claims = Claims.With([.. JsonNode.Parse(audience)!.AsObject().Select(static pair => (pair.Key, pair.Value?.DeepClone()))]);

        Assert.Equal(isTaken ? WebIdentityFailure.None : WebIdentityFailure.WrongAudience, await VerifyAsync(_signer.Sign(claims)));
    }

    [Fact]
    public async Task Verify_IssuerWithoutAudiences_TakesNoToken()
    {
        Assert.True(JsonWebToken.TryParse(_signer.Sign(Claims.With()), out var token));

        Assert.Equal(WebIdentityFailure.WrongAudience, await _verifier.VerifyAsync(token, new TrustedIssuer(Claims.Issuer, []), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("https://issuer.example/realm/", true)]
    [InlineData("https://issuer.example/realm", true)]
    [InlineData("http://issuer.example/realm", false)]
    [InlineData("https://issuer.example/realm//", false)]
    [InlineData("https://issuer.example/Realm", false)]
    [InlineData("https://issuer.example/", false)]
    [InlineData("https://issuer.example/realm/more", false)]
    public async Task Verify_Issuer_HasToBeTheTrustedOne(string issuer, bool isTaken) =>
        Assert.Equal(isTaken ? WebIdentityFailure.None : WebIdentityFailure.Invalid, await VerifyAsync(_signer.Sign(Claims.With(("iss", issuer)))));

    [Fact]
    public async Task Verify_IssuerThatDoesNotAnswer_IsToldApartFromAWrongToken()
    {
        _fetch.Keys = null;

        Assert.Equal(WebIdentityFailure.IssuerUnavailable, await VerifyAsync(_signer.Sign(Claims.With())));
        Assert.Equal(WebIdentityFailure.IssuerUnavailable, await VerifyAsync(_signer.Sign(Claims.With())));
        Assert.Equal(1, _fetch.Count);
    }

    [Fact]
    public async Task Verify_ManyTokens_FetchOnce()
    {
        for (var i = 0; i < 10; i++) Assert.Equal(WebIdentityFailure.None, await VerifyAsync(_signer.Sign(Claims.With())));

        Assert.Equal(1, _fetch.Count);
    }

    public void Dispose() => _signer.Dispose();

    private async Task<WebIdentityFailure> VerifyAsync(string text)
    {
        Assert.True(JsonWebToken.TryParse(text, out var token));
        return await _verifier.VerifyAsync(token, Trusted, TestContext.Current.CancellationToken);
    }
}
