using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Middleware;
using ObjectStore.Gateway.Operations;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Options;
using ObjectStore.Gateway.Rates;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Routing;
using ObjectStore.S3.Websites;
using RequestTarget = ObjectStore.S3.Routing.RequestTarget;

namespace ObjectStore.Gateway.Websites;

/// <summary>Shows buckets as websites to whoever asks: pages, index documents, redirects, and errors as pages.</summary>
/// <remarks>
/// Source: Amazon S3 user guide, "Hosting a static website using Amazon S3". A signature counts for nothing here: what is shown is what everybody may read,
/// decided as for any request of nobody. Thread-safe.
/// </remarks>
internal sealed class WebsiteServer(BucketDirectory buckets, WebsitePages pages, RequestGate gate, ICredentialSource users, RequestIds requestIds, GatewayOptions options)
{
    /// <summary>Headers that ask for less than all of a page; what is shown with an error is shown whole.</summary>
    private static readonly string[] PartialRequestHeaders = ["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Range"];

    private readonly WebsiteHosts? _hosts = options.Websites;

    /// <summary>The bucket whose website the request is for; null for a request to the S3 endpoint.</summary>
    public string? FindBucket(HttpContext http) => _hosts?.FindBucket(http.Request.Host.Value);

    /// <summary>What the request is to the store; null when it is nothing.</summary>
    public static S3Operation? OperationOf(HttpRequest request) => request.Method switch
    {
        "GET" => S3Operation.GetObject,
        "HEAD" => S3Operation.HeadObject,
        "OPTIONS" => S3Operation.Preflight,
        _ => null,
    };

    /// <summary>Answers a request to the website of a bucket, with a page when it fails.</summary>
    public async ValueTask AnswerAsync(HttpContext http, string bucket, string requestId)
    {
        var (error, documentError) = await ServeAsync(http, bucket, requestId);
        if (error is not null) await ErrorAnswer.WritePageAsync(http, error, documentError, requestId, requestIds.ProcessId);
    }

    /// <summary>Answers a request that the store failed to answer: as a rule about that error says, else with a page. Nothing may have been sent before.</summary>
    public async ValueTask AnswerFailureAsync(HttpContext http, S3Error error, string requestId)
    {
        if (http.Features.Get<WebsiteVisit>()?.TryRedirectByRule(error) == true) return;
        await ErrorAnswer.WritePageAsync(http, error, documentError: null, requestId, requestIds.ProcessId);
    }

    private async ValueTask<(S3Error? Error, S3Error? DocumentError)> ServeAsync(HttpContext http, string bucket, string requestId)
    {
        if (RequestHeaders.Check(http.Request.Headers, options.RequestHeaderBytesMax, out _) is { } headerError) return (headerError, null);
        if (RequestTarget.TryParseWebsite(RawTargetOf(http), bucket, out var target) is { } targetError) return (targetError, null);
        if (OperationOf(http.Request) is not { } operation) return (NotAllowed(http.Request.Method), null);
        var context = new S3Context(http, target, operation, RequestAuthenticator.Anonymous(http.Request), users, requestId);
        try
        {
            return gate.TryEnter(context) is { } slow ? (slow, null) : await ServeAsync(http, context, target, bucket);
        }
        finally
        {
            gate.Leave(context);
        }
    }

    private async ValueTask<(S3Error? Error, S3Error? DocumentError)> ServeAsync(HttpContext http, S3Context context, RequestTarget target, string bucket)
    {
        if (context.Operation == S3Operation.Preflight) return (await Preflight.AnswerAsync(http, target, buckets), null);
        var (entry, bucketError) = await buckets.FindAsync(bucket, http.RequestAborted);
        if (entry is null) return (bucketError, null);
        CorsHeaders.Add(http, entry.Configuration);
        if (entry.Configuration.Website is not { } website)
            return (new S3Error(S3ErrorCode.NoSuchWebsiteConfiguration) { Fields = [new("BucketName", bucket)] }, null);

        context.Enter(entry);
        if (gate.TryEnterBucket(context) is { } slow) return (slow, null);
        var visit = new WebsiteVisit(context, website, target.Key);
        http.Features.Set(visit);
        if (website.RedirectAll is not { } all) return await ShowAsync(visit);
        visit.Redirect(StatusCodes.Status301MovedPermanently, RedirectLocation.OfAll(all, RequestTarget.PathAndQueryOf(RawTargetOf(http)), visit.Origin));
        return default;
    }

    private static string RawTargetOf(HttpContext http) => http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    /// <summary>Shows what was asked for, or what the website has in its place; gives the error that is left, and why the website's own page for it cannot be shown.</summary>
    private async ValueTask<(S3Error? Error, S3Error? DocumentError)> ShowAsync(WebsiteVisit visit)
    {
        if (visit.TryRedirectByRule(null)) return default;
        if (await ShowAskedAsync(visit) is not { } error || visit.TryRedirectByRule(error)) return default;
        if (visit.Website.ErrorKey is not { } errorKey || !HasDocument(error)) return (error, null);
        return await ShowErrorAsync(visit, ObjectKey.From(errorKey), error) is { } documentError ? (error, documentError) : default;
    }

    private async ValueTask<S3Error?> ShowAskedAsync(WebsiteVisit visit)
    {
        var context = visit.Context;
        if (visit.IsFolder)
        {
            if (ObjectKeys.TryCreate(Encoding.UTF8.GetBytes(visit.AskedText + visit.Website.IndexSuffix), out var indexKey) is { } keyError) return keyError;
            context.Key = indexKey!.Value;
        }

        var (record, error) = await pages.FindAsync(context);
        if (record is null)
        {
            return visit.IsFolder || !await IsFolderAsync(visit)
                ? error
                : new S3Error(S3ErrorCode.Found) { Headers = [new("Location", RedirectLocation.OfFolder(visit.AskedText))] };
        }

        return TryRedirect(visit, record) ? null : await pages.SendAsync(context, record, status: null);
    }

    /// <summary>Leads to where the object redirects; false when it does not.</summary>
    private static bool TryRedirect(WebsiteVisit visit, ObjectRecord record)
    {
        if (WebsiteRedirects.Find(record.Metadata) is not { } location) return false;
        visit.Redirect(StatusCodes.Status301MovedPermanently, RedirectLocation.OfObject(location));
        return true;
    }

    /// <summary>Whether the key that was asked for, which everybody was refused, has no object, but an index document below it that everybody may read.</summary>
    private async ValueTask<bool> IsFolderAsync(WebsiteVisit visit)
    {
        var context = visit.Context;
        if (ObjectKeys.TryCreate(Encoding.UTF8.GetBytes($"{visit.AskedText}/{visit.Website.IndexSuffix}"), out var indexKey) is not null) return false;
        if (await pages.ExistsAsync(context)) return false;
        context.Key = indexKey!.Value;
        var (record, _) = await pages.FindAsync(context);
        return record is not null;
    }

    /// <summary>Shows the website's own page for an error, with the status of the error; gives the reason when it cannot be shown.</summary>
    private async ValueTask<S3Error?> ShowErrorAsync(WebsiteVisit visit, ObjectKey key, S3Error error)
    {
        var context = visit.Context;
        foreach (var name in PartialRequestHeaders) context.Request.Headers.Remove(name);
        context.Key = key;
        var (record, documentError) = await pages.FindAsync(context);
        if (record is null) return documentError;
        ErrorAnswer.Reset(context.Response.HttpContext);
        if (TryRedirect(visit, record)) return null;
        ErrorAnswer.AddErrorHeaders(context.Response.Headers, error);
        return await pages.SendAsync(context, record, error.Status);
    }

    /// <summary>Errors of conditions and ranges are about a page that is there; others of the client's kind are what error documents are for.</summary>
    private static bool HasDocument(S3Error error) => error.Status is >= 400 and < 500 and not (StatusCodes.Status412PreconditionFailed or StatusCodes.Status416RangeNotSatisfiable);

    private static S3Error NotAllowed(string method) => new(S3ErrorCode.MethodNotAllowed)
    {
        Fields = [new("Method", method), new("ResourceType", "OBJECT")],
        Headers = [new("Allow", "GET, HEAD, OPTIONS")],
    };
}
