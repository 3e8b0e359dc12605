using System.Text.Json.Serialization;

namespace ObjectStore.Encryption.KeyServices;

/// <summary>Body of a call to the transit engine.</summary>
internal sealed class VaultRequest
{
    [JsonPropertyName("bits"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Bits { get; init; }

    [JsonPropertyName("ciphertext"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ciphertext { get; init; }
}
