using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Middleware;

/// <summary>The one place that sends an error.</summary>
internal static class ErrorAnswer
{
    /// <summary>Headers that every answer has.</summary>
    private const int HeaderCountMin = 3;

    /// <summary>Headers that stay; what an operation has set before it failed goes.</summary>
    private static readonly string[] Kept = ["Server", AmzHeaders.RequestId, AmzHeaders.ExtendedRequestId, .. CorsHeaders.Names];

    /// <summary>Sends <paramref name="error"/>; nothing may have been sent before. HEAD and 304 have no body.</summary>
    public static async ValueTask WriteAsync(HttpContext http, S3Error error, string requestId, string extendedRequestId)
    {
        var document = Prepare(http, error, requestId, extendedRequestId);
        if (!document.IsEmpty) await http.Response.BodyWriter.WriteAsync(document, http.RequestAborted);
    }

    /// <summary>Sends <paramref name="error"/> as a page for people; nothing may have been sent before. HEAD and 304 have no body.</summary>
    /// <param name="http">The request.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="documentError">Why the website's own page cannot be shown, or null when it has none.</param>
    /// <param name="requestId">Id of the request.</param>
    /// <param name="extendedRequestId">The second id.</param>
    public static async ValueTask WritePageAsync(HttpContext http, S3Error error, S3Error? documentError, string requestId, string extendedRequestId)
    {
        PrepareHead(http, error);
        if (error.Code == S3ErrorCode.NotModified) return;
        AddErrorHeaders(http.Response.Headers, error);
        var page = PrepareBody(http, S3ErrorPage.Render(error, documentError, requestId, extendedRequestId), S3ErrorPage.ContentType);
        if (!page.IsEmpty) await http.Response.BodyWriter.WriteAsync(page, http.RequestAborted);
    }

    /// <summary>Says in headers what went wrong, as websites do beside the page that they show.</summary>
    public static void AddErrorHeaders(IHeaderDictionary headers, S3Error error)
    {
        headers[AmzHeaders.ErrorCode] = S3ErrorCatalog.NameOf(error.Code);
        headers[AmzHeaders.ErrorMessage] = ObjectHeaders.EncodeMetadata(error.Message);
    }

    /// <summary>Sets status and headers for <paramref name="error"/>; gives the body, which may be empty.</summary>
    public static ReadOnlyMemory<byte> Prepare(HttpContext http, S3Error error, string requestId, string extendedRequestId)
    {
        PrepareHead(http, error);
        if (error.Code == S3ErrorCode.NotModified) return default;
        return PrepareBody(http, S3ErrorDocument.Render(error, S3Context.RawPathOf(http), requestId, extendedRequestId), "application/xml");
    }

    /// <summary>Takes back the headers of an answer that is not sent after all.</summary>
    public static void Reset(HttpContext http)
    {
        RemoveHeaders(http.Response.Headers);
        CloseWhenBodyIsAwaited(http);
    }

    private static void PrepareHead(HttpContext http, S3Error error)
    {
        var response = http.Response;
        http.Features.Set(error);
        Reset(http);
        response.StatusCode = error.Status;
        foreach (var header in error.Headers) response.Headers[header.Key] = header.Value;
    }

    private static ReadOnlyMemory<byte> PrepareBody(HttpContext http, ReadOnlyMemory<byte> document, string contentType)
    {
        http.Response.ContentType = contentType;
        if (HttpMethods.IsHead(http.Request.Method)) return default;
        http.Response.ContentLength = document.Length;
        return document;
    }

    private static void RemoveHeaders(IHeaderDictionary headers)
    {
        if (headers.Count == HeaderCountMin) return;
        foreach (var name in headers.Keys.ToArray())
        {
            if (!Kept.Contains(name, StringComparer.OrdinalIgnoreCase)) headers.Remove(name);
        }
    }

    /// <summary>
    /// A client that waits for 100 Continue and gets an error may send its body or not; nobody can tell what its next bytes are.
    /// </summary>
    private static void CloseWhenBodyIsAwaited(HttpContext http)
    {
        if (http.Request.Headers.Expect.Count > 0 && HttpProtocol.IsHttp11(http.Request.Protocol)) http.Response.Headers.Connection = "close";
    }
}
