using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ObjectStore.Events.Documents;

/// <summary>Facts as bytes of an outbox row.</summary>
public static partial class EventContent
{
    /// <summary>The stored form.</summary>
    public static byte[] Format(EventFacts facts) => JsonSerializer.SerializeToUtf8Bytes(facts, FactsJson.Default.EventFacts);

    /// <summary>Reads what <see cref="Format"/> wrote; false on anything else, and on a later version.</summary>
    public static bool TryParse(ReadOnlySpan<byte> content, [NotNullWhen(true)] out EventFacts? facts)
    {
        facts = null;
        try
        {
            facts = JsonSerializer.Deserialize(content, FactsJson.Default.EventFacts);
            return facts is { V: EventFacts.CurrentVersion };
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(EventFacts))]
    private sealed partial class FactsJson : JsonSerializerContext;
}
