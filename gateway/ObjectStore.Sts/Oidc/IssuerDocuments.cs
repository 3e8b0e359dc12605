using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ObjectStore.Sts.Oidc;

/// <summary>Reads what issuers publish: the discovery document and the key set.</summary>
/// <remarks>Source: OpenID Connect Discovery 1.0 §3, RFC 7517 §5.</remarks>
internal static class IssuerDocuments
{
    /// <summary>Most keys of an issuer; those after them are not known.</summary>
    public const int KeysMax = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    /// <summary>Takes issuer and address of the key set from a discovery document.</summary>
    public static bool TryReadDiscovery(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out string? issuer, [NotNullWhen(true)] out string? keysAddress)
    {
        (issuer, keysAddress) = (null, null);
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            issuer = TextOf(document.RootElement, "issuer");
            keysAddress = TextOf(document.RootElement, "jwks_uri");
            return issuer is not null && keysAddress is not null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Takes the keys that tokens may be verified with from a key set; others are left out.</summary>
    public static bool TryReadKeys(ReadOnlyMemory<byte> json, out IReadOnlyList<IssuerKey> keys)
    {
        var found = new List<IssuerKey>();
        keys = found;
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array) return false;
            foreach (var element in list.EnumerateArray())
            {
                if (found.Count < KeysMax && IssuerKey.TryRead(element, out var key)) found.Add(key);
            }

            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
