using System.Text.Json.Serialization;

namespace ObjectStore.Encryption.KeyServices;

/// <summary>Answer of the transit engine.</summary>
internal sealed class VaultAnswer
{
    [JsonPropertyName("data")]
    public VaultData? Data { get; init; }
}
