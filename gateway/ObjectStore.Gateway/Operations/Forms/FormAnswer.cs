using Microsoft.AspNetCore.Http;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Http;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Forms;

/// <summary>Answers a form as it asks to be answered: a redirect, a document, or nothing.</summary>
internal static class FormAnswer
{
    /// <summary>Sends the answer.</summary>
    public static async ValueTask WriteAsync(S3Context context, Dictionary<string, string> fields, ObjectRecord record)
    {
        var redirect = fields.GetValueOrDefault("success_action_redirect") ?? fields.GetValueOrDefault("redirect");
        if (redirect is not null && IsRedirect(redirect))
        {
            var separator = redirect.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var query = $"bucket={context.Bucket.Name}&key={Uri.EscapeDataString(context.Key.ToString())}&etag={Uri.EscapeDataString(EntityTags.Quote(record.ETag))}";
            context.Response.Headers.Location = $"{redirect}{separator}{query}";
            context.WriteEmpty(StatusCodes.Status303SeeOther);
            return;
        }

        var folder = context.Target.IsBucketInHost ? "" : context.Bucket.Name + "/";
        var location = $"{context.Request.Scheme}://{context.Request.Host.Value}/{folder}{Uri.EscapeDataString(context.Key.ToString())}";
        context.Response.Headers.Location = location;
        switch (fields.GetValueOrDefault("success_action_status"))
        {
            case "200":
                context.WriteEmpty(StatusCodes.Status200OK);
                break;
            case "201":
                await context.WriteXmlAsync(Render(context, record, location), StatusCodes.Status201Created);
                break;
            default:
                context.WriteEmpty(StatusCodes.Status204NoContent);
                break;
        }
    }

    /// <summary>Whether a browser can be sent there, and a header can hold it.</summary>
    private static bool IsRedirect(string text) =>
        ObjectHeaders.IsHeaderValue(text) && Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    private static S3XmlWriter Render(S3Context context, ObjectRecord record, string location)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("PostResponse"u8, hasNamespace: false);
        xml.Element("Location"u8, location);
        xml.Element("Bucket"u8, context.Bucket.Name);
        xml.Element("Key"u8, context.Key.Utf8);
        xml.ETag(record.ETag);
        xml.End("PostResponse"u8);
        return xml;
    }
}
