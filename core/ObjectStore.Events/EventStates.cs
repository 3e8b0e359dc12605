using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ObjectStore.Events.Announcing;

namespace ObjectStore.Events;

/// <summary>What gateways and the curator tell each other of events through the catalog's job state: JSON with a version.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(OutboxLevels))]
[JsonSerializable(typeof(DestinationNames))]
[JsonSerializable(typeof(TestEvent))]
[JsonSerializable(typeof(DestinationReport))]
public sealed partial class EventStates : JsonSerializerContext
{
    /// <summary>Reads a state; false when it is damaged or of another release.</summary>
    public static bool TryRead<T>(ReadOnlyMemory<byte> bytes, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? state)
        where T : class
    {
        try
        {
            state = JsonSerializer.Deserialize(bytes.Span, type);
            return state is not null;
        }
        catch (JsonException)
        {
            state = null;
            return false;
        }
    }
}
