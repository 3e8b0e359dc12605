using ObjectStore.S3.Xml;

namespace ObjectStore.S3.Errors;

/// <summary>The one place that renders an <see cref="S3Error"/> as XML.</summary>
public static class S3ErrorDocument
{
    /// <summary>The <c>Error</c> document of an answer.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="resource">Path of what the request was about, or null.</param>
    /// <param name="requestId">Id of the request, as in its header.</param>
    /// <param name="extendedRequestId">The second id, as in its header.</param>
    public static ReadOnlyMemory<byte> Render(S3Error error, string? resource, string requestId, string extendedRequestId)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("Error"u8, hasNamespace: false);
        xml.Element("Code"u8, error.Code.ToString());
        xml.Element("Message"u8, error.Message);
        foreach (var field in error.Fields) xml.Element(System.Text.Encoding.UTF8.GetBytes(field.Key), field.Value);
        xml.Element("Resource"u8, resource);
        xml.Element("RequestId"u8, requestId);
        xml.Element("HostId"u8, extendedRequestId);
        xml.End("Error"u8);
        return xml.Written;
    }
}
