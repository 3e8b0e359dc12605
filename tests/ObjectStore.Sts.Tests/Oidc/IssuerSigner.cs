using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ObjectStore.Sts.Tests.Oidc;

/// <summary>An issuer's side: makes keys, key sets and tokens, written from the RFCs apart from what it tests.</summary>
internal sealed class IssuerSigner : IDisposable
{
    /// <summary>Making one takes long: all issuers of the tests share one, and strangers another.</summary>
    private static readonly Lazy<RSA> Shared = new(static () => RSA.Create(2048));
    private static readonly Lazy<RSA> Strange = new(static () => RSA.Create(2048));

    private readonly RSA _rsa;
    private readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public IssuerSigner(bool isStranger = false) => _rsa = (isStranger ? Strange : Shared).Value;

    public string KeyId { get; init; } = "one";

    public JsonObject RsaKey
    {
        get
        {
            var parameters = _rsa.ExportParameters(includePrivateParameters: false);
            return new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = KeyId, ["n"] = Encode(parameters.Modulus!), ["e"] = Encode(parameters.Exponent!) };
        }
    }

    public JsonObject CurveKey
    {
        get
        {
            var point = _curve.ExportParameters(includePrivateParameters: false).Q;
            return new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = KeyId, ["x"] = Encode(point.X!), ["y"] = Encode(point.Y!) };
        }
    }

    /// <summary>A key set of keys.</summary>
    public static string SetOf(params JsonObject[] keys) => new JsonObject { ["keys"] = new JsonArray([.. keys]) }.ToJsonString();

    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    public static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    /// <summary>A token with these claims.</summary>
    public string Sign(JsonObject claims, string algorithm = "RS256") => Sign(new JsonObject { ["alg"] = algorithm, ["kid"] = KeyId, ["typ"] = "JWT" }, claims);

    /// <summary>A token with this header, signed as it says.</summary>
    public string Sign(JsonObject header, JsonObject claims)
    {
        var text = $"{Encode(header.ToJsonString())}.{Encode(claims.ToJsonString())}";
        return $"{text}.{Encode(SignatureOf(Encoding.ASCII.GetBytes(text), (string?)header["alg"] ?? ""))}";
    }

    public void Dispose() => _curve.Dispose();

    private byte[] SignatureOf(byte[] text, string algorithm) => algorithm switch
    {
        "RS256" => _rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        "RS512" => _rsa.SignData(text, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        "PS256" => _rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        "ES256" => _curve.SignData(text, HashAlgorithmName.SHA256),

        // What a confused verifier would take: the public key as a shared secret.
        "HS256" => HMACSHA256.HashData(_rsa.ExportSubjectPublicKeyInfo(), text),
        _ => [1],
    };
}
