using System.Text.Json.Nodes;
using ObjectStore.Sts.Oidc;

namespace ObjectStore.Sts.Tests.Oidc;

public sealed class JsonWebTokenTests : IDisposable
{
    private const string Good = """{"alg":"RS256","kid":"one"}""";

    private readonly IssuerSigner _signer = new();

    [Fact]
    public void TryParse_TokenWithAllClaims_ReadsThem()
    {
        var tags = JsonNode.Parse("""{"principal_tags":{"Department":["Engineering"],"Site":"north"},"transitive_tag_keys":["Department"]}""");
        var claims = Claims.With(("aud", new JsonArray("a", "b")), ("azp", "client"), ("amr", new JsonArray("pwd")), ("nbf", 5), ("exp", 1900000000.75), ("https://aws.amazon.com/tags", tags), ("more", new JsonObject()));

        Assert.True(JsonWebToken.TryParse(_signer.Sign(claims), out var token));

        Assert.Equal(("RS256", "one"), (token.Algorithm, token.KeyId));
        Assert.Equal((Claims.Issuer, Claims.Subject, "client"), (token.Claims.Issuer, token.Claims.Subject, token.Claims.AuthorizedParty));
        Assert.Equal(["a", "b"], token.Claims.Audiences);
        Assert.Equal(["pwd"], token.Claims.Methods);
        Assert.Equal((1900000000, 5), (token.Claims.ExpiresAt.ToUnixTimeSeconds(), token.Claims.NotBefore!.Value.ToUnixTimeSeconds()));
        Assert.Equal([new("Department", "Engineering"), new("Site", "north")], token.Claims.Tags);
    }

    [Theory]
    [InlineData("iss", null)]
    [InlineData("sub", null)]
    [InlineData("aud", null)]
    [InlineData("exp", null)]
    [InlineData("iat", null)]
    [InlineData("iss", "1")]
    [InlineData("sub", "[\"a\"]")]
    [InlineData("sub", "\"\"")]
    [InlineData("aud", "[1]")]
    [InlineData("aud", "[]")]
    [InlineData("aud", "{}")]
    [InlineData("exp", "\"1900000000\"")]
    [InlineData("exp", "1e300")]
    [InlineData("exp", "-1")]
    [InlineData("iat", "true")]
    [InlineData("nbf", "\"soon\"")]
    [InlineData("azp", "[]")]
    [InlineData("amr", "1")]
    [InlineData("https://aws.amazon.com/tags", "[]")]
    [InlineData("https://aws.amazon.com/tags", "{\"principal_tags\":{\"a\":[\"b\",\"c\"]}}")]
    [InlineData("https://aws.amazon.com/tags", "{\"principal_tags\":{\"a\":1}}")]
    public void TryParse_ClaimMissingOrOfAnotherType_IsRefused(string name, string? json) =>
        Assert.False(JsonWebToken.TryParse(_signer.Sign(Claims.With((name, json is null ? null : JsonNode.Parse(json)))), out _));

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"alg":1}""")]
    [InlineData("""{"alg":"RS256","kid":7}""")]
    [InlineData("""{"alg":"RS256","crit":["exp"]}""")]
    [InlineData("""{"alg":"none","alg":"RS256"}""")]
    [InlineData("""["RS256"]""")]
    [InlineData("""{"alg":"\ud800"}""")]
    [InlineData("""not json""")]
    public void TryParse_HeaderThatIsNone_IsRefused(string header) =>
        Assert.False(JsonWebToken.TryParse($"{IssuerSigner.Encode(header)}.{IssuerSigner.Encode(Claims.With().ToJsonString())}.AAAA", out _));

    [Theory]
    [InlineData("")]
    [InlineData("abcdef")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d")]
    public void TryParse_WhatIsNoToken_IsRefused(string text) => Assert.False(JsonWebToken.TryParse(text, out _));

    [Fact]
    public void TryParse_ClaimTwice_IsRefused()
    {
        var json = Claims.With().ToJsonString();
        var twice = json[..^1] + ""","sub":"somebody else"}""";

        Assert.True(JsonWebToken.TryParse(Compose(json), out _));
        Assert.False(JsonWebToken.TryParse(Compose(twice), out _));
    }

    [Theory]
    [InlineData("=")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("+")]
    [InlineData("é")]
    public void TryParse_OtherCharactersInASignature_AreRefused(string more) =>
        Assert.False(JsonWebToken.TryParse(Compose(Claims.With().ToJsonString()) + more, out _));

    [Fact]
    public void TryParse_LongerOrDeeperThanTheBounds_IsRefused()
    {
        Assert.False(JsonWebToken.TryParse(Compose(Claims.With(("pad", new string('x', JsonWebToken.LengthMax))).ToJsonString()), out _));
        Assert.False(JsonWebToken.TryParse(Compose($$"""{"deep":{{new string('[', 5000)}}{{new string(']', 5000)}}}"""), out _));
    }

    [Fact]
    public void TryParse_MutatedTokens_NeverThrow()
    {
        const int Seed = 20260301;
        var random = new Random(Seed);
        var good = _signer.Sign(Claims.With());
        for (var i = 0; i < 20_000; i++)
        {
            var mutated = good.ToCharArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--) mutated[random.Next(mutated.Length)] = (char)random.Next(0x20, 0x100);
            var text = new string(mutated, 0, random.Next(mutated.Length + 1));
            Assert.Equal(JsonWebToken.TryParse(text, out var token), token is not null);
        }
    }

    public void Dispose() => _signer.Dispose();

    private static string Compose(string payload) => $"{IssuerSigner.Encode(Good)}.{IssuerSigner.Encode(payload)}.AAAA";
}
