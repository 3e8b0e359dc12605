using System.Text.Json;
using System.Text.Json.Serialization;
using ObjectStore.Core.Errors;

namespace ObjectStore.S3.Validation;

/// <summary>The document of the catalog that holds the tags of a bucket: a JSON list of pairs.</summary>
public static partial class BucketTags
{
    /// <summary>The stored form.</summary>
    public static byte[] Format(IReadOnlyList<KeyValuePair<string, string>> tags) =>
        JsonSerializer.SerializeToUtf8Bytes([.. tags.Select(static tag => new[] { tag.Key, tag.Value })], Json.Default.StringArrayArray);

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    /// <exception cref="StorageException">CorruptIndex when it is something else.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Parse(ReadOnlyMemory<byte> document)
    {
        try
        {
            var pairs = JsonSerializer.Deserialize(document.Span, Json.Default.StringArrayArray);
            if (pairs is not null && pairs.All(static pair => pair is [not null, not null])) return [.. pairs.Select(static pair => KeyValuePair.Create(pair[0], pair[1]))];
        }
        catch (JsonException)
        {
            // Said below, as of any other text.
        }

        throw new StorageException(StorageErrorCode.CorruptIndex, "The tags of a bucket cannot be read.");
    }

    [JsonSerializable(typeof(string[][]))]
    private sealed partial class Json : JsonSerializerContext;
}
