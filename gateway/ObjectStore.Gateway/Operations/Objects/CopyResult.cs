using ObjectStore.Index.Objects;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>The document that answers a copy.</summary>
internal static class CopyResult
{
    /// <summary>Renders it under the name that the operation gives it.</summary>
    public static S3XmlWriter Render(ReadOnlySpan<byte> root, string etag, DateTimeOffset lastModified, StoredChecksum? checksum)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument(root);
        xml.Element("LastModified"u8, lastModified);
        xml.ETag(etag);
        StoredChecksums.AddElements(xml, checksum, partCount: 1);
        xml.End(root);
        return xml;
    }
}
