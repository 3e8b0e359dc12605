using System.Buffers;
using ObjectStore.S3.Xml;

namespace ObjectStore.S3.Errors;

/// <summary>The one place that renders an <see cref="S3Error"/> as XML.</summary>
public static class S3ErrorDocument
{
    /// <summary>Control characters and noncharacters that XML 1.0 excludes (§2.2).</summary>
    private static readonly SearchValues<char> NotInXml =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Select(value => (char)value).Except("\t\n\r"), '\uFFFE', '\uFFFF']);

    /// <summary>The <c>Error</c> document of an answer.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="resource">Path of what the request was about, or null.</param>
    /// <param name="requestId">Id of the request, as in its header.</param>
    /// <param name="extendedRequestId">The second id, as in its header.</param>
    public static ReadOnlyMemory<byte> Render(S3Error error, string? resource, string requestId, string extendedRequestId)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("Error"u8, hasNamespace: false);
        xml.Element("Code"u8, S3ErrorCatalog.NameOf(error.Code));
        xml.Element("Message"u8, Readable(error.Message));
        foreach (var field in error.Fields) xml.Element(System.Text.Encoding.UTF8.GetBytes(field.Key), Readable(field.Value));
        xml.Element("Resource"u8, resource is null ? null : Readable(resource));
        xml.Element("RequestId"u8, requestId);
        xml.Element("HostId"u8, extendedRequestId);
        xml.End("Error"u8);
        return xml.Written;
    }

    /// <summary>The text as every parser takes it: what XML has no way to write, even as a reference, becomes U+FFFD. Errors often tell what the client sent.</summary>
    private static string Readable(string text)
    {
        if (!text.AsSpan().ContainsAny(NotInXml)) return text;
        var characters = text.ToCharArray();
        characters.AsSpan().ReplaceAny(NotInXml, '\uFFFD');
        return new string(characters);
    }
}
