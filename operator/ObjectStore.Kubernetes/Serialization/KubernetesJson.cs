using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ObjectStore.Kubernetes.Serialization;

/// <summary>How entities are written and read: camelCase, nothing for null, times to the second, enums by name. Thread-safe.</summary>
/// <remarks>Types come from source-generated contexts: this library's, and those of whoever has entities of their own.</remarks>
public sealed class KubernetesJson
{
    /// <summary>JSON over the library's own types and those of <paramref name="resolvers"/>.</summary>
    public KubernetesJson(IEnumerable<IJsonTypeInfoResolver> resolvers)
    {
        Options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = JsonTypeInfoResolver.Combine([ModelsJson.Default, .. resolvers]),
            Converters = { new KubernetesTimeConverter() },
        };
        Options.MakeReadOnly();
    }

    /// <summary>The settings, read-only.</summary>
    public JsonSerializerOptions Options { get; }

    /// <summary>JSON of an object in UTF-8.</summary>
    /// <exception cref="NotSupportedException">No context knows the type.</exception>
    public byte[] Serialize<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, TypeInfo<T>());

    /// <summary>Reads JSON in UTF-8.</summary>
    /// <exception cref="JsonException">It is not JSON, or does not fit the type.</exception>
    /// <exception cref="NotSupportedException">No context knows the type.</exception>
    public T Deserialize<T>(ReadOnlySpan<byte> utf8) => JsonSerializer.Deserialize(utf8, TypeInfo<T>()) ?? throw new JsonException("There is null where an object is expected.");

    private JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
}
