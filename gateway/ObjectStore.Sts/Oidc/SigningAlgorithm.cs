using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ObjectStore.Sts.Oidc;

/// <summary>An algorithm that tokens may be signed with: those of RFC 7518 that need no shared secret. There is no <c>none</c>, and no HMAC.</summary>
/// <param name="Name">As in the header.</param>
/// <param name="KeyType">Type of the key, as in key sets.</param>
/// <param name="Hash">Hash of what is signed.</param>
/// <param name="Padding">Of RSA; null for curves.</param>
/// <param name="Curve">Name of the curve, as in key sets; empty for RSA.</param>
internal sealed record SigningAlgorithm(string Name, string KeyType, HashAlgorithmName Hash, RSASignaturePadding? Padding, string Curve)
{
    private static readonly FrozenDictionary<string, SigningAlgorithm> Known = new SigningAlgorithm[]
    {
        Rsa("RS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        Rsa("RS384", HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
        Rsa("RS512", HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        Rsa("PS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        Rsa("PS384", HashAlgorithmName.SHA384, RSASignaturePadding.Pss),
        Rsa("PS512", HashAlgorithmName.SHA512, RSASignaturePadding.Pss),
        Curved("ES256", HashAlgorithmName.SHA256, "P-256"),
        Curved("ES384", HashAlgorithmName.SHA384, "P-384"),
        Curved("ES512", HashAlgorithmName.SHA512, "P-521"),
    }.ToFrozenDictionary(static algorithm => algorithm.Name, StringComparer.Ordinal);

    /// <summary>The algorithm of this name; false for any that is not taken.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out SigningAlgorithm? algorithm) => Known.TryGetValue(name, out algorithm);

    private static SigningAlgorithm Rsa(string name, HashAlgorithmName hash, RSASignaturePadding padding) => new(name, "RSA", hash, padding, "");

    private static SigningAlgorithm Curved(string name, HashAlgorithmName hash, string curve) => new(name, "EC", hash, null, curve);
}
