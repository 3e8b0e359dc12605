using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ObjectStore.Replication;

/// <summary>Facts as bytes of an outbox row.</summary>
public static partial class ReplicationContent
{
    /// <summary>The stored form.</summary>
    public static byte[] Format(ReplicationFacts facts) => JsonSerializer.SerializeToUtf8Bytes(facts, FactsJson.Default.ReplicationFacts);

    /// <summary>Reads what <see cref="Format"/> wrote; false on anything else, and on a later version.</summary>
    public static bool TryParse(ReadOnlySpan<byte> content, [NotNullWhen(true)] out ReplicationFacts? facts)
    {
        facts = null;
        try
        {
            facts = JsonSerializer.Deserialize(content, FactsJson.Default.ReplicationFacts);
            return facts is { V: ReplicationFacts.CurrentVersion };
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        UseStringEnumConverter = true)]
    [JsonSerializable(typeof(ReplicationFacts))]
    private sealed partial class FactsJson : JsonSerializerContext;
}
