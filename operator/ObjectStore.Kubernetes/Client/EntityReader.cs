using System.Text.Json;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Serialization;

namespace ObjectStore.Kubernetes.Client;

/// <summary>Reads lists and events. An object that does not fit its type spoils neither: it is told by its name.</summary>
internal static class EntityReader
{
    /// <exception cref="JsonException">It is no list.</exception>
    public static EntityList<T> ReadList<T>(ReadOnlySpan<byte> body, KubernetesJson json)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var metadata = new V1ListMeta();
        var items = new List<T>();
        var unreadable = new List<EntityKey>();
        var reader = new Utf8JsonReader(body);
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8)) metadata = json.Deserialize<V1ListMeta>(Value(ref reader, body));
            else if (reader.ValueTextEquals("items"u8)) ReadItems(ref reader, body, json, items, unreadable);
            else _ = Value(ref reader, body);
        }

        var continueToken = string.IsNullOrEmpty(metadata.Continue) ? null : metadata.Continue;
        return new EntityList<T>(items, metadata.ResourceVersion ?? throw new JsonException("A list has no resource version."), continueToken, unreadable);
    }

    /// <exception cref="JsonException">It is no event.</exception>
    /// <exception cref="KubernetesApiException">The event is an error, which ends the watch.</exception>
    public static WatchEvent<T> ReadEvent<T>(ReadOnlySpan<byte> line, KubernetesJson json)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        string? type = null;
        ReadOnlySpan<byte> body = default;
        var reader = new Utf8JsonReader(line);
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8)) type = ReadString(ref reader);
            else if (reader.ValueTextEquals("object"u8)) body = Value(ref reader, line);
            else _ = Value(ref reader, line);
        }

        switch (type)
        {
            case "ADDED": return EventOf<T>(WatchEventType.Added, body, json);
            case "MODIFIED": return EventOf<T>(WatchEventType.Modified, body, json);
            case "DELETED": return EventOf<T>(WatchEventType.Deleted, body, json);
            case "BOOKMARK": return new WatchEvent<T>(WatchEventType.Bookmark, default, MetadataOf(body, json).ResourceVersion ?? throw new JsonException("A bookmark has no resource version."), null);
            case "ERROR": throw new KubernetesApiException(json.Deserialize<V1Status>(body));
            default: throw new JsonException("An event of a watch has an unknown type.");
        }
    }

    private static WatchEvent<T> EventOf<T>(WatchEventType type, ReadOnlySpan<byte> body, KubernetesJson json)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var entity = TryRead<T>(body, json);
        var metadata = entity?.Metadata ?? MetadataOf(body, json);
        return new WatchEvent<T>(type, KeyOf(metadata), metadata.ResourceVersion ?? throw new JsonException("An object has no resource version."), entity);
    }

    private static void ReadItems<T>(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> body, KubernetesJson json, List<T> items, List<EntityKey> unreadable)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("The items of a list are no array.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var item = Slice(ref reader, body);
            if (TryRead<T>(item, json) is { } entity) items.Add(entity);
            else unreadable.Add(KeyOf(MetadataOf(item, json)));
        }
    }

    private static T? TryRead<T>(ReadOnlySpan<byte> body, KubernetesJson json)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return json.Deserialize<T>(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static V1ObjectMeta MetadataOf(ReadOnlySpan<byte> body, KubernetesJson json) =>
        json.Deserialize<V1PartialObjectMetadata>(body).Metadata ?? throw new JsonException("An object has no metadata.");

    private static EntityKey KeyOf(V1ObjectMeta metadata) => new(metadata.Namespace, metadata.Name ?? throw new JsonException("An object has no name."));

    private static void Expect(scoped ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type) throw new JsonException("The API server's answer is not what was asked for.");
    }

    private static string? ReadString(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString() : throw new JsonException("There is no text where one is expected.");
    }

    private static ReadOnlySpan<byte> Value(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        reader.Read();
        return Slice(ref reader, body);
    }

    private static ReadOnlySpan<byte> Slice(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body[start..(int)reader.BytesConsumed];
    }
}
