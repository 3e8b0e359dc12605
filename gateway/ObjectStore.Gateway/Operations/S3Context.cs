using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Admission;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Middleware;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Rates;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Routing;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations;

/// <summary>One request on its way through an operation. Used by one thread at a time.</summary>
internal sealed class S3Context(
    HttpContext http, RequestTarget target, S3Operation operation, AuthenticatedRequest authenticated, ICredentialSource users, string requestId)
{
    private BucketEntry? _entry;
    private RequestAccess? _access;
    private ObjectKey? _key = target.Key;

    public HttpRequest Request => http.Request;

    public HttpResponse Response => http.Response;

    public RequestTarget Target => target;

    public QueryParameters Query => target.Query;

    public S3Operation Operation => operation;

    /// <summary>Who signed, or nobody. Set again by an operation that finds the signature in its body.</summary>
    public AuthenticatedRequest Authenticated { get; set; } = authenticated;

    /// <summary>What there are headers about. Set again by an operation that puts the fields of a form in their place.</summary>
    public HeaderTraits Traits { get; set; }

    public Identity Caller => Authenticated.Identity;

    public string RequestId => requestId;

    /// <summary>Cancelled when the client is gone.</summary>
    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>Whether the request is inside a bucket.</summary>
    public bool HasBucket => _entry is not null;

    /// <summary>The bucket that the request names, checked for existence. Entered before operations inside a bucket are called.</summary>
    public BucketRecord Bucket => Entry.Bucket;

    /// <summary>What is configured for the bucket.</summary>
    public BucketConfiguration Configuration => Entry.Configuration;

    /// <summary>Both of them.</summary>
    public BucketEntry Entry
    {
        get
        {
            Invariant.That(_entry is not null);
            return _entry;
        }
    }

    /// <summary>What was decided about the request in its bucket.</summary>
    public RequestAccess Access
    {
        get
        {
            Invariant.That(_access is not null);
            return _access;
        }
        set => _access = value;
    }

    /// <summary>The key that the request names; only for operations on objects. Set by an operation that finds it in its body.</summary>
    public ObjectKey Key
    {
        get
        {
            Invariant.That(_key.HasValue);
            return _key.Value;
        }
        set => _key = value;
    }

    /// <summary>The key, or null for a request to a bucket or the service.</summary>
    public ObjectKey? KeyOrNull => _key;

    /// <summary>The upload that a request about its parts names, read where policies may ask about it; null elsewhere, and when there is none.</summary>
    public UploadRecord? Upload { get; set; }

    /// <summary>How that upload is encrypted, also when it has been completed by now.</summary>
    public StoredEncryption? UploadEncryption { get; set; }

    /// <summary>The tags that the object has, read where policies ask about them; null elsewhere, and when there is no object.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? ExistingTags { get; set; }

    /// <summary>The tags that the document of the request sets, for policies that ask about them; null where it has none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? RequestedTags { get; set; }

    /// <summary>The retention that the document of the request sets, for policies that ask about it; null where it has none.</summary>
    public Retention? RequestedRetention { get; set; }

    /// <summary>Whether the document of the request sets a legal hold, or ends it, for policies that ask about it; null where it has none.</summary>
    public bool? RequestedLegalHold { get; set; }

    /// <summary>Who has the place of the request among those under way; null before it has one.</summary>
    public Tenant? Tenant { get; set; }

    /// <summary>What the request was charged for bytes that it announced; null when they are not limited.</summary>
    public UploadCharge? UploadCharges { get; set; }

    /// <summary>When the first byte of the answer was sent, where that is recorded.</summary>
    public long? AnswerBeganAt { get; set; }

    /// <summary>Bytes of an object or part that have arrived.</summary>
    public long ReceivedBytes { get; set; }

    /// <summary>The path as it stood in the request line.</summary>
    public string RawPath => RawPathOf(http);

    /// <summary>The path of a request as it stood in its request line; empty for a request without one.</summary>
    public static string RawPathOf(HttpContext http)
    {
        if (http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget is not { } raw) return "";
        var question = raw.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? raw : raw[..question];
    }

    /// <summary>Makes the request one inside a bucket.</summary>
    public void Enter(BucketEntry entry) => _entry = entry;

    /// <summary>Name of a user for people; null when it is not known.</summary>
    public string? NameOf(string userId) => userId == Caller.UserId ? Caller.DisplayName : users.FindUser(userId)?.DisplayName;

    /// <summary>A request header, or null when it is absent.</summary>
    public string? Header(string name) => Request.Headers.TryGetValue(name, out var values) && values.Count > 0 ? values.ToString() : null;

    /// <summary>Answers with a document.</summary>
    public async ValueTask WriteXmlAsync(S3XmlWriter xml, int status = StatusCodes.Status200OK, string contentType = "application/xml")
    {
        Response.StatusCode = status;
        Response.ContentType = contentType;
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
