using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ObjectStore.S3.Validation;

/// <summary>The document of the catalog that holds the tags of a bucket: a JSON list of pairs.</summary>
public static partial class BucketTags
{
    /// <summary>The stored form.</summary>
    public static byte[] Format(IReadOnlyList<KeyValuePair<string, string>> tags) =>
        JsonSerializer.SerializeToUtf8Bytes([.. tags.Select(static tag => new[] { tag.Key, tag.Value })], Json.Default.StringArrayArray);

    /// <summary>Reads what <see cref="Format"/> wrote; false when it is something else.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out IReadOnlyList<KeyValuePair<string, string>>? tags)
    {
        tags = null;
        try
        {
            var pairs = JsonSerializer.Deserialize(document.Span, Json.Default.StringArrayArray);
            if (pairs is null || !pairs.All(static pair => pair is [not null, not null])) return false;
            tags = [.. pairs.Select(static pair => KeyValuePair.Create(pair[0], pair[1]))];
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [JsonSerializable(typeof(string[][]))]
    private sealed partial class Json : JsonSerializerContext;
}
