using System.Text.Json.Serialization;

namespace ObjectStore.Encryption.KeyServices;

/// <summary>JSON of the transit engine.</summary>
[JsonSerializable(typeof(VaultRequest))]
[JsonSerializable(typeof(VaultAnswer))]
internal sealed partial class VaultJson : JsonSerializerContext;
