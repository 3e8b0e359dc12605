using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;

namespace ObjectStore.Sts.Oidc;

/// <summary>A public key of an issuer. Immutable, thread-safe: a verifier is made for each use.</summary>
/// <remarks>Source: RFC 7517, RFC 7518 §6.</remarks>
internal sealed class IssuerKey
{
    private const int RsaBytesMin = 2048 / 8;
    private const int RsaBytesMax = 8192 / 8;
    private const int ExponentBytesMax = 8;

    private readonly string _keyType;
    private readonly string _curve;
    private readonly string? _algorithm;
    private readonly RSAParameters _rsa;
    private readonly ECParameters _ec;

    private IssuerKey(JsonElement key, RSAParameters rsa, ECParameters ec, string curve)
    {
        KeyId = TextOf(key, "kid");
        _algorithm = TextOf(key, "alg");
        _keyType = TextOf(key, "kty")!;
        (_rsa, _ec, _curve) = (rsa, ec, curve);
    }

    /// <summary>Its name; null when it has none.</summary>
    public string? KeyId { get; }

    /// <summary>Reads a key; false for one that no token is verified with: of another type or use, too short, or malformed.</summary>
    public static bool TryRead(JsonElement element, [NotNullWhen(true)] out IssuerKey? key)
    {
        key = null;
        if (element.ValueKind != JsonValueKind.Object || TextOf(element, "use") is not (null or "sig")) return false;
        key = TextOf(element, "kty") switch
        {
            "RSA" => TryReadRsa(element, out var rsa) ? new IssuerKey(element, rsa, default, "") : null,
            "EC" => TryReadCurve(element, out var ec, out var curve) ? new IssuerKey(element, default, ec, curve) : null,
            _ => null,
        };
        return key is not null;
    }

    /// <summary>Whether the key is one of the algorithm.</summary>
    public bool Fits(SigningAlgorithm algorithm) => _keyType == algorithm.KeyType && _curve == algorithm.Curve && (_algorithm is null || _algorithm == algorithm.Name);

    /// <summary>Whether the token is signed with this key.</summary>
    public bool Verifies(JsonWebToken token, SigningAlgorithm algorithm)
    {
        if (!Fits(algorithm)) return false;
        try
        {
            if (algorithm.Padding is { } padding)
            {
                using var rsa = RSA.Create(_rsa);
                return rsa.VerifyData(token.Signed.Span, token.Signature.Span, algorithm.Hash, padding);
            }

            using var curve = ECDsa.Create(_ec);
            return curve.VerifyData(token.Signed.Span, token.Signature.Span, algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            // Numbers that are no key: a modulus that is even, a point that is not on its curve.
            return false;
        }
    }

    private static bool TryReadRsa(JsonElement element, out RSAParameters rsa)
    {
        rsa = default;
        if (!TryReadNumber(element, "n", out var modulus) || !TryReadNumber(element, "e", out var exponent)) return false;
        rsa = new RSAParameters { Modulus = modulus, Exponent = exponent };
        return modulus.Length is >= RsaBytesMin and <= RsaBytesMax && exponent.Length is > 0 and <= ExponentBytesMax;
    }

    private static bool TryReadCurve(JsonElement element, out ECParameters ec, out string curve)
    {
        ec = default;
        curve = TextOf(element, "crv") ?? "";
        (ECCurve Curve, int Bytes) named = curve switch
        {
            "P-256" => (ECCurve.NamedCurves.nistP256, 32),
            "P-384" => (ECCurve.NamedCurves.nistP384, 48),
            "P-521" => (ECCurve.NamedCurves.nistP521, 66),
            _ => default,
        };
        if (named.Bytes == 0 || !TryReadBytes(element, "x", out var x) || !TryReadBytes(element, "y", out var y)) return false;
        ec = new ECParameters { Curve = named.Curve, Q = new ECPoint { X = x, Y = y } };
        return x.Length == named.Bytes && y.Length == named.Bytes;
    }

    /// <summary>A number without the zeros before it, which some issuers write.</summary>
    private static bool TryReadNumber(JsonElement element, string name, out byte[] bytes)
    {
        var isThere = TryReadBytes(element, name, out bytes);
        bytes = bytes.AsSpan().TrimStart((byte)0).ToArray();
        return isThere && bytes.Length > 0;
    }

    private static bool TryReadBytes(JsonElement element, string name, out byte[] bytes)
    {
        bytes = [];
        if (TextOf(element, name) is not { Length: > 0 } text || text.AsSpan().ContainsAnyExcept(Base64UrlText.Characters) || !Base64Url.IsValid(text)) return false;
        bytes = Base64Url.DecodeFromChars(text);
        return true;
    }

    private static string? TextOf(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
