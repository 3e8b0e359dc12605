using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace ObjectStore.S3.Errors;

/// <summary>The one place that renders an <see cref="S3Error"/> for people: the page that a website shows, as S3 does.</summary>
public static class S3ErrorPage
{
    /// <summary>Media type of the page.</summary>
    public const string ContentType = "text/html; charset=utf-8";

    /// <summary>The page.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="documentError">Why the website's own error document cannot be shown instead, or null when it has none.</param>
    /// <param name="requestId">Id of the request, as in its header.</param>
    /// <param name="extendedRequestId">The second id, as in its header.</param>
    public static byte[] Render(S3Error error, S3Error? documentError, string requestId, string extendedRequestId)
    {
        var title = string.Create(CultureInfo.InvariantCulture, $"{error.Status} {ReasonPhrases.GetReasonPhrase(error.Status)}");
        var page = new StringBuilder($"<html>\n<head><title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n<ul>\n");
        AppendError(page, error);
        AppendItem(page, "RequestId", requestId);
        AppendItem(page, "HostId", extendedRequestId);
        page.Append("</ul>\n");
        if (documentError is not null)
        {
            page.Append("<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n<ul>\n");
            AppendError(page, documentError);
            page.Append("</ul>\n");
        }

        return Encoding.UTF8.GetBytes(page.Append("<hr/>\n</body>\n</html>\n").ToString());
    }

    private static void AppendError(StringBuilder page, S3Error error)
    {
        AppendItem(page, "Code", S3ErrorCatalog.NameOf(error.Code));
        AppendItem(page, "Message", error.Message);
        foreach (var (name, value) in error.Fields) AppendItem(page, name, value);
    }

    /// <summary>Errors often tell what the client sent, which must not become part of the page.</summary>
    private static void AppendItem(StringBuilder page, string name, string value) =>
        page.Append("<li>").Append(name).Append(": ").Append(WebUtility.HtmlEncode(value)).Append("</li>\n");
}
