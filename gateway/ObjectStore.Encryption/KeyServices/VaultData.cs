using System.Text.Json.Serialization;

namespace ObjectStore.Encryption.KeyServices;

/// <summary>What an answer of the transit engine carries.</summary>
internal sealed class VaultData
{
    /// <summary>Base64.</summary>
    [JsonPropertyName("plaintext")]
    public string? Plaintext { get; init; }

    /// <summary>In the server's own form, such as <c>vault:v1:…</c>.</summary>
    [JsonPropertyName("ciphertext")]
    public string? Ciphertext { get; init; }
}
