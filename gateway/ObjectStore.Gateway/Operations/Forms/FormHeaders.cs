using System.Text;
using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Forms;

/// <summary>Puts the fields of a form in place of the headers that say the same of a PUT, so that both are read alike.</summary>
internal static class FormHeaders
{
    /// <summary>Fields that are no headers of an object, besides those that only sign.</summary>
    private static readonly string[] Signing = ["x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature", "x-amz-security-token"];

    private static readonly string[] Standard = ["Content-Type", "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires"];

    /// <summary>Replaces the headers, or gives the error of a field that cannot be one. What came as a header counts for nothing: the policy of a form is not about headers.</summary>
    public static S3Error? TryReplace(IHeaderDictionary headers, IReadOnlyDictionary<string, string> fields)
    {
        foreach (var name in headers.Keys.Where(static name => name.StartsWith(AmzHeaders.Prefix, StringComparison.OrdinalIgnoreCase)).ToArray()) headers.Remove(name);
        foreach (var name in Standard)
        {
            headers.Remove(name);
            if (fields.TryGetValue(name.ToLowerInvariant(), out var value)) headers[name] = value;
        }

        if (fields.TryGetValue("acl", out var acl)) headers[AmzHeaders.Acl] = acl;
        foreach (var (name, value) in fields)
        {
            if (name.StartsWith(AmzHeaders.Prefix, StringComparison.Ordinal) && !Signing.Contains(name)) headers[name] = value;
        }

        return fields.TryGetValue("tagging", out var tagging) ? TrySetTags(headers, tagging) : null;
    }

    /// <summary>A form has its tags as a document; in the header they are what policies and the write look at.</summary>
    private static S3Error? TrySetTags(IHeaderDictionary headers, string document)
    {
        if (!TaggingRequest.TryParse(Encoding.UTF8.GetBytes(document), out var tags)) return new S3Error(S3ErrorCode.MalformedXML);
        headers[AmzHeaders.Tagging] = string.Join('&', tags.Select(static tag => $"{Uri.EscapeDataString(tag.Key)}={Uri.EscapeDataString(tag.Value)}"));
        return null;
    }
}
