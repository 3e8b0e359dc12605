using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace ObjectStore.Sts.Oidc;

/// <summary>A signed token as it was sent; nothing of it is proven. Immutable.</summary>
/// <remarks>Source: RFC 7515 (compact serialization), RFC 7519. Strict: no padding, no other characters, no member twice, no critical extension.</remarks>
internal sealed class JsonWebToken
{
    /// <summary>Longest token in characters (AWS STS: <c>WebIdentityToken</c>).</summary>
    public const int LengthMax = 20_000;

    /// <summary>A claim is a value, a list, or an object of these; tags are one deeper.</summary>
    private const int DepthMax = 8;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DepthMax, AllowDuplicateProperties = false };

    private JsonWebToken(string algorithm, string? keyId, WebIdentityClaims claims, byte[] signed, byte[] signature)
    {
        Algorithm = algorithm;
        KeyId = keyId;
        Claims = claims;
        Signed = signed;
        Signature = signature;
    }

    /// <summary>Name of the algorithm that it says it is signed with.</summary>
    public string Algorithm { get; }

    /// <summary>Which key of the issuer it says it is signed with; null when it does not say.</summary>
    public string? KeyId { get; }

    /// <summary>What it claims.</summary>
    public WebIdentityClaims Claims { get; }

    /// <summary>The bytes that are signed.</summary>
    public ReadOnlyMemory<byte> Signed { get; }

    /// <summary>The signature over them.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary>Takes a token apart; false for what is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out JsonWebToken? token)
    {
        token = null;
        if (text.Length > LengthMax || text.Split('.') is not [var header, var payload, var signature]) return false;
        if (!TryDecode(header, out var headerBytes) || !TryDecode(payload, out var payloadBytes) || !TryDecode(signature, out var signatureBytes)) return false;
        try
        {
            using var headerJson = JsonDocument.Parse(headerBytes, Options);
            using var payloadJson = JsonDocument.Parse(payloadBytes, Options);
            if (!TryReadHeader(headerJson.RootElement, out var algorithm, out var keyId) || !WebIdentityClaims.TryRead(payloadJson.RootElement, out var claims)) return false;
            token = new JsonWebToken(algorithm, keyId, claims, Encoding.ASCII.GetBytes(text, 0, header.Length + 1 + payload.Length), signatureBytes);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A text with half a surrogate pair is found only when it is read, and is told as an invalid operation.
            return false;
        }
    }

    private static bool TryReadHeader(JsonElement header, out string algorithm, out string? keyId)
    {
        algorithm = "";
        keyId = null;
        if (header.ValueKind != JsonValueKind.Object || header.TryGetProperty("crit", out _)) return false;
        if (!header.TryGetProperty("alg", out var name) || name.ValueKind != JsonValueKind.String) return false;
        algorithm = name.GetString()!;
        if (!header.TryGetProperty("kid", out var id)) return true;
        keyId = id.ValueKind == JsonValueKind.String ? id.GetString() : null;
        return keyId is not null;
    }

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        if (text.Length == 0 || text.AsSpan().ContainsAnyExcept(Base64UrlText.Characters) || !Base64Url.IsValid(text)) return false;
        bytes = Base64Url.DecodeFromChars(text);
        return true;
    }
}
