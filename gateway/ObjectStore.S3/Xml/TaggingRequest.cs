using System.Diagnostics.CodeAnalysis;
using System.Xml;

namespace ObjectStore.S3.Xml;

/// <summary>Body of PutObjectTagging and PutBucketTagging.</summary>
public static class TaggingRequest
{
    /// <summary>Most bytes of the body: 50 tags of 384 characters, most of them as references.</summary>
    public const int BytesMax = 256 << 10;

    /// <summary>More tags than any resource may have, so that what is too many can still be said.</summary>
    private const int TagsMax = 1000;

    /// <summary>False when the document is not one; one without a set has no tags. The tags are not checked.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out IReadOnlyList<KeyValuePair<string, string>>? tags)
    {
        tags = null;
        try
        {
            using var reader = XmlRequestReader.Open(document, "Tagging");
            IReadOnlyList<KeyValuePair<string, string>>? parsed = null;
            while (reader.TryReadChild(0, out var name))
            {
                if (name != "TagSet" || parsed is not null || !TryReadTags(reader, out parsed)) return false;
            }

            reader.ReadEnd();
            tags = parsed ?? [];
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>Reads the tags within an element of the first level.</summary>
    internal static bool TryReadTags(XmlRequestReader reader, [NotNullWhen(true)] out IReadOnlyList<KeyValuePair<string, string>>? tags)
    {
        tags = null;
        var parsed = new List<KeyValuePair<string, string>>();
        while (reader.TryReadChild(1, out var child))
        {
            if (child != "Tag" || parsed.Count == TagsMax || !TryReadTag(reader, out var tag)) return false;
            parsed.Add(tag);
        }

        tags = parsed;
        return true;
    }

    private static bool TryReadTag(XmlRequestReader reader, out KeyValuePair<string, string> tag)
    {
        string? key = null;
        string? value = null;
        tag = default;
        while (reader.TryReadChild(2, out var name))
        {
            if (name == "Key" && key is null) key = reader.ReadText();
            else if (name == "Value" && value is null) value = reader.ReadText();
            else return false;
        }

        if (key is null || value is null) return false;
        tag = new(key, value);
        return true;
    }
}
