using System.Diagnostics.CodeAnalysis;
using System.Xml;

namespace ObjectStore.S3.Xml;

/// <summary>Body of DeleteObjects.</summary>
/// <param name="Objects">What to delete, in the order of the request.</param>
/// <param name="IsQuiet">Whether only errors are to be reported.</param>
public sealed record DeleteObjectsRequest(IReadOnlyList<ObjectToDelete> Objects, bool IsQuiet)
{
    /// <summary>Most objects of a request.</summary>
    public const int ObjectsMax = 1000;

    /// <summary>Most bytes of the body: 1,000 keys of 1,024 bytes, a good part of them as references.</summary>
    public const int BytesMax = 4 << 20;

    /// <summary>False when the document is not one, or names no object or too many.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out DeleteObjectsRequest? request)
    {
        request = null;
        try
        {
            using var reader = XmlRequestReader.Open(document, "Delete");
            var objects = new List<ObjectToDelete>();
            var isQuiet = false;
            while (reader.TryReadChild(0, out var name))
            {
                if (name == "Quiet")
                {
                    if (!bool.TryParse(reader.ReadText(), out isQuiet)) return false;
                }
                else if (name == "Object" && objects.Count < ObjectsMax)
                {
                    if (!TryReadObject(reader, out var item)) return false;
                    objects.Add(item);
                }
                else
                {
                    return false;
                }
            }

            reader.ReadEnd();
            if (objects.Count == 0) return false;
            request = new DeleteObjectsRequest(objects, isQuiet);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static bool TryReadObject(XmlRequestReader reader, [NotNullWhen(true)] out ObjectToDelete? item)
    {
        byte[]? key = null;
        string? version = null;
        string? etag = null;
        string? lastModified = null;
        string? size = null;
        item = null;
        while (reader.TryReadChild(1, out var name))
        {
            switch (name)
            {
                case "Key":
                    key = reader.ReadUtf8();
                    break;
                case "VersionId":
                    version = reader.ReadText();
                    break;
                case "ETag":
                    etag = reader.ReadText().Trim().Trim('"');
                    break;
                case "LastModifiedTime":
                    lastModified = reader.ReadText().Trim();
                    break;
                case "Size":
                    size = reader.ReadText().Trim();
                    break;
                default:
                    return false;
            }
        }

        if (key is not { Length: > 0 }) return false;
        item = new ObjectToDelete(key, version, etag, lastModified, size);
        return true;
    }
}
