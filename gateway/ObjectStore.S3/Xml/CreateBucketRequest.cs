using System.Xml;

namespace ObjectStore.S3.Xml;

/// <summary>Body of CreateBucket.</summary>
public static class CreateBucketRequest
{
    /// <summary>Most bytes of the body, which may hold tags.</summary>
    public const int BytesMax = TaggingRequest.BytesMax;

    /// <summary>False when the document is not one, or asks for what only directory buckets have.</summary>
    /// <param name="document">The body, not empty.</param>
    /// <param name="location">The location constraint as sent, or null without one.</param>
    /// <param name="tags">Tags that the bucket is to have; not checked.</param>
    public static bool TryParse(ReadOnlyMemory<byte> document, out string? location, out IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        location = null;
        tags = [];
        try
        {
            using var reader = XmlRequestReader.Open(document, "CreateBucketConfiguration");
            string? parsedLocation = null;
            IReadOnlyList<KeyValuePair<string, string>>? parsedTags = null;
            while (reader.TryReadChild(0, out var name))
            {
                if (name == "LocationConstraint" && parsedLocation is null) parsedLocation = reader.ReadText().Trim();
                else if (name != "Tags" || parsedTags is not null || !TaggingRequest.TryReadTags(reader, out parsedTags)) return false;
            }

            reader.ReadEnd();
            (location, tags) = (parsedLocation, parsedTags ?? []);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
