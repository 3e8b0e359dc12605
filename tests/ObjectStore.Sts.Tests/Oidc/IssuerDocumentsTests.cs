using System.Text;
using ObjectStore.Sts.Oidc;

namespace ObjectStore.Sts.Tests.Oidc;

public sealed class IssuerDocumentsTests : IDisposable
{
    private readonly IssuerSigner _signer = new();

    [Fact]
    public void TryReadKeys_KeysThatCannotSign_AreLeftOut()
    {
        var encrypting = _signer.RsaKey;
        encrypting["use"] = "enc";
        var shared = _signer.RsaKey;
        shared["kty"] = "oct";
        var small = _signer.RsaKey;
        small["n"] = IssuerSigner.Encode(new byte[] { 1 }.Concat(new byte[127]).ToArray());
        var elsewhere = _signer.CurveKey;
        elsewhere["crv"] = "secp256k1";
        var crooked = _signer.CurveKey;
        crooked["x"] = "AAAA";

        Assert.Equal(2, Read(IssuerSigner.SetOf(encrypting, shared, small, elsewhere, crooked, _signer.RsaKey, _signer.CurveKey)).Count);
    }

    [Fact]
    public void TryReadKeys_ManyKeys_StopsAtTheBound() =>
        Assert.Equal(IssuerDocuments.KeysMax, Read(IssuerSigner.SetOf([.. Enumerable.Range(0, 200).Select(_ => _signer.CurveKey)])).Count);

    [Fact]
    public void TryReadKeys_PointThatIsNotOnItsCurve_VerifiesNothing()
    {
        var key = _signer.CurveKey;
        key["y"] = key["x"]!.DeepClone();
        Assert.True(JsonWebToken.TryParse(_signer.Sign(Claims.With(), "ES256"), out var token));
        Assert.True(SigningAlgorithm.TryGet("ES256", out var algorithm));

        Assert.False(Assert.Single(Read(IssuerSigner.SetOf(key))).Verifies(token, algorithm));
    }

    [Fact]
    public void Verifies_KeyForAnotherAlgorithm_IsNotUsed()
    {
        var key = _signer.RsaKey;
        key["alg"] = "RS512";
        Assert.True(JsonWebToken.TryParse(_signer.Sign(Claims.With()), out var token));
        Assert.True(SigningAlgorithm.TryGet("RS256", out var algorithm));

        Assert.False(Assert.Single(Read(IssuerSigner.SetOf(key))).Verifies(token, algorithm));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":[""")]
    public void TryReadKeys_WhatIsNoKeySet_IsRefused(string json) => Assert.False(IssuerDocuments.TryReadKeys(Encoding.UTF8.GetBytes(json), out _));

    [Theory]
    [InlineData("""{"issuer":"https://a","jwks_uri":"https://a/keys"}""", true)]
    [InlineData("""{"issuer":"https://a"}""", false)]
    [InlineData("""{"issuer":1,"jwks_uri":"https://a/keys"}""", false)]
    [InlineData("""[]""", false)]
    [InlineData("""<html>""", false)]
    public void TryReadDiscovery_Documents_AreReadOrRefused(string json, bool isRead) =>
        Assert.Equal(isRead, IssuerDocuments.TryReadDiscovery(Encoding.UTF8.GetBytes(json), out _, out _));

    [Theory]
    [InlineData("https://issuer.example", false, true)]
    [InlineData("https://issuer.example/realms/one/", false, true)]
    [InlineData("http://issuer.example", true, false)]
    [InlineData("http://127.0.0.1:8080/realm", false, false)]
    [InlineData("http://127.0.0.1:8080/realm", true, true)]
    [InlineData("https://user@issuer.example", false, false)]
    [InlineData("https://issuer.example/?a=b", false, false)]
    [InlineData("https://issuer.example/#a", false, false)]
    [InlineData("file:///etc/passwd", true, false)]
    [InlineData("/etc/passwd", true, false)]
    [InlineData("", true, false)]
    public void IsIssuer_Addresses_AreThoseOfHttps(string url, bool allowHttpOnLoopback, bool expected) => Assert.Equal(expected, IssuerAddress.IsIssuer(url, allowHttpOnLoopback));

    public void Dispose() => _signer.Dispose();

    private static IReadOnlyList<IssuerKey> Read(string json)
    {
        Assert.True(IssuerDocuments.TryReadKeys(Encoding.UTF8.GetBytes(json), out var keys));
        return keys;
    }
}
