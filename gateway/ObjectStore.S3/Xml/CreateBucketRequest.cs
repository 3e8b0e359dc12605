using System.Xml;

namespace ObjectStore.S3.Xml;

/// <summary>Body of CreateBucket.</summary>
public static class CreateBucketRequest
{
    /// <summary>Most bytes of the body.</summary>
    public const int BytesMax = 64 << 10;

    /// <summary>False when the document is not one, or asks for what only directory buckets have.</summary>
    /// <param name="document">The body, not empty.</param>
    /// <param name="location">The location constraint as sent, or null without one.</param>
    public static bool TryParse(ReadOnlyMemory<byte> document, out string? location)
    {
        location = null;
        try
        {
            using var reader = XmlRequestReader.Open(document, "CreateBucketConfiguration");
            string? parsed = null;
            while (reader.TryReadChild(0, out var name))
            {
                if (name != "LocationConstraint") return false;
                parsed = reader.ReadText().Trim();
            }

            reader.ReadEnd();
            location = parsed;
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
