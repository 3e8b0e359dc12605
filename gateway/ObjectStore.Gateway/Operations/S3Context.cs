using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Routing;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations;

/// <summary>One request on its way through an operation. Used by one thread at a time.</summary>
internal sealed class S3Context(HttpContext http, RequestTarget target, S3Operation operation, AuthenticatedRequest authenticated, string requestId)
{
    private BucketRecord? _bucket;

    public HttpRequest Request => http.Request;

    public HttpResponse Response => http.Response;

    public RequestTarget Target => target;

    public QueryParameters Query => target.Query;

    public S3Operation Operation => operation;

    public AuthenticatedRequest Authenticated => authenticated;

    public Identity Caller => authenticated.Identity;

    public string RequestId => requestId;

    /// <summary>Cancelled when the client is gone.</summary>
    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>The bucket that the request names, checked for existence and access. Set before operations inside a bucket are called.</summary>
    public BucketRecord Bucket
    {
        get
        {
            Invariant.That(_bucket is not null);
            return _bucket;
        }
        set => _bucket = value;
    }

    /// <summary>The key that the request names; only for operations on objects.</summary>
    public ObjectKey Key
    {
        get
        {
            Invariant.That(target.Key.HasValue);
            return target.Key.Value;
        }
    }

    /// <summary>The path as it stood in the request line.</summary>
    public string RawPath => RawPathOf(http);

    /// <summary>The path of a request as it stood in its request line; empty for a request without one.</summary>
    public static string RawPathOf(HttpContext http)
    {
        if (http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget is not { } raw) return "";
        var question = raw.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? raw : raw[..question];
    }

    /// <summary>A request header, or null when it is absent.</summary>
    public string? Header(string name) => Request.Headers.TryGetValue(name, out var values) && values.Count > 0 ? values.ToString() : null;

    /// <summary>Answers with a document.</summary>
    public async ValueTask WriteXmlAsync(S3XmlWriter xml, int status = StatusCodes.Status200OK)
    {
        Response.StatusCode = status;
        Response.ContentType = "application/xml";
        Response.ContentLength = xml.Written.Length;
        if (HttpMethods.IsHead(Request.Method)) return;
        Response.BodyWriter.Write(xml.Written.Span);
        await Response.BodyWriter.FlushAsync(Aborted);
    }

    /// <summary>Answers with headers only.</summary>
    public void WriteEmpty(int status)
    {
        Response.StatusCode = status;
        if (status != StatusCodes.Status204NoContent) Response.ContentLength = 0;
    }
}
