using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.AccessLogs;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Metrics;
using ObjectStore.Gateway.Operations;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Events;
using ObjectStore.Gateway.Operations.Multipart;
using ObjectStore.Gateway.Options;
using ObjectStore.Gateway.Rates;
using ObjectStore.Gateway.Websites;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Middleware;

/// <summary>The edge of the S3 endpoint: admits, routes, authenticates, authorizes, calls the operation, and turns whatever goes wrong into an answer.</summary>
/// <remarks>Every answer has request ids. A failing request is logged once, here.</remarks>
internal sealed partial class S3RequestHandler(
    OperationTable operations,
    BucketDirectory buckets,
    IObjectIndex index,
    RequestAuthenticator authenticator,
    Authorizer authorizer,
    ICredentialSource users,
    WebsiteServer websites,
    RequestGate gate,
    GatewayMetrics metrics,
    AccessLogBook accessLogs,
    RequestIds requestIds,
    GatewayOptions options,
    TimeProvider time,
    ILogger<S3RequestHandler> logger)
{
    private readonly string? _domain = options.Domain.Length > 0 ? options.Domain : null;
    private int _hasToldOfNewer;

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        var started = time.GetTimestamp();
        var requestId = requestIds.Stamp(http.Response.Headers);
        if (gate.CheckRoom() is { } noRoom)
        {
            await AnswerErrorAsync(http, null, noRoom, requestId);
            return;
        }

        S3Operation? operation = null;
        S3Context? context = null;
        string? website = null;
        RequestTarget target = default;
        var isAnswered = true;
        try
        {
            website = websites.FindBucket(http);
            if (website is not null)
            {
                operation = WebsiteServer.OperationOf(http.Request);
                CloseAfterUnmetExpectation(http, S3Operation.GetObject);
                await websites.AnswerAsync(http, website, requestId);
                return;
            }

            var error = TryRoute(http, out var route);
            target = route.Target;
            CloseAfterUnmetExpectation(http, route.Operation);
            if (error is null)
            {
                // Nothing waits between here and the place that the request takes, so that no more are authenticated at once than there are threads.
                error = TryIdentify(http, ref route, out var caller);
                (target, operation) = (route.Target, route.Operation);
                context = new S3Context(http, target, route.Operation, caller, users, requestId) { Traits = route.Traits };
                error ??= gate.TryEnter(context) ?? await OperateAsync(http, context);
            }

            if (error is not null) await AnswerErrorAsync(http, context, error, requestId);
        }
        catch (Exception exception)
        {
            isAnswered = await TryAnswerExceptionAsync(http, context, exception, requestId);
        }
        finally
        {
            if (context is not null) gate.Leave(context);
            metrics.Ended(operation, isAnswered ? http.Response.StatusCode : null, time.GetElapsedTime(started));
            accessLogs.Record(new EndedRequest(http, context, target, website, operation, requestId, started, isAnswered));
        }
    }

    /// <summary>
    /// Kestrel sends 100 Continue when a body is read, and one without bytes, or that the operation does not take, never is. A client that was not
    /// told to continue takes the answer for an early one: some (botocore) then misread the next answer on the connection, and those that keep
    /// their body back would have their next request read as that body. So the connection ends with this answer.
    /// </summary>
    private static void CloseAfterUnmetExpectation(HttpContext http, S3Operation operation)
    {
        var request = http.Request;
        if (request.Headers.Expect.Count == 0 || !HttpProtocol.IsHttp11(request.Protocol)) return;
        if (request.ContentLength is 0 || !OperationTable.ReadsBody(operation)) http.Response.Headers.Connection = "close";
    }

    /// <summary>What a request asks for; where that is wrong, as much as is known of it.</summary>
    private S3Error? TryRoute(HttpContext http, out Route route)
    {
        route = default;
        var raw = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (RequestTarget.TryParse(raw, http.Request.Host.Value, _domain, out var target) is { } targetError) return targetError;
        route = new Route(target, default, default);
        if (RequestHeaders.Check(http.Request.Headers, options.RequestHeaderBytesMax, out var traits) is { } headerError) return headerError;
        var error = RouteTable.TryResolve(http.Request.Method, target, (traits & HeaderTraits.CopySource) != 0, out var operation);
        route = new Route(target, operation, traits);
        return error;
    }

    /// <summary>Who sends the request. What a presigned URL says in place of headers counts from here on, and may make a write a copy.</summary>
    private S3Error? TryIdentify(HttpContext http, ref Route route, out AuthenticatedRequest caller)
    {
        caller = Authenticate(http, route.Operation);
        if (!caller.IsPresigned) return null;
        if (HoistedHeaders.TryTake(http.Request.Headers, route.Target.Query, out var hasAny) is { } error) return error;
        if (!hasAny) return null;
        if (TryRoute(http, out var again) is { } refusal) return refusal;
        route = again;
        return null;
    }

    /// <summary>Who sends the request, as far as its headers say: nobody signs a preflight, and some operations find the signature in their body.</summary>
    private AuthenticatedRequest Authenticate(HttpContext http, S3Operation operation) =>
        operation == S3Operation.Preflight || OperationTable.AuthenticatesItself(operation)
            ? RequestAuthenticator.Anonymous(http.Request)
            : authenticator.Authenticate(http.Request);

    private async ValueTask<S3Error?> OperateAsync(HttpContext http, S3Context context)
    {
        var (operation, target) = (context.Operation, context.Target);
        if (operation == S3Operation.Preflight) return await Preflight.AnswerAsync(http, target, buckets);
        if (OperationTable.NeedsBucket(operation))
        {
            var (entry, error) = OperationTable.ReadsBucketNow(operation)
                ? await buckets.ReadAsync(target.Bucket!, http.RequestAborted)
                : await buckets.FindAsync(target.Bucket!, http.RequestAborted);
            if (entry is null) return error;
            CorsHeaders.Add(http, entry.Configuration);
            if (BucketDirectory.CheckExpectedOwner(context, entry.Bucket) is { } ownerError) return ownerError;
            context.Enter(entry);
            accessLogs.Watch(context);
            EventAnnouncer.RequireReadable(context);
            if (Authorizer.AsksAboutUpload(context)) await ReadUploadAsync(context);
        }

        if (OperationTable.AuthenticatesItself(operation) || DocumentAuthorizer.Decides(context)) return await operations[operation].HandleAsync(context);
        if (await authorizer.AuthorizeAsync(context) is { } denied) return denied;
        if (gate.TryEnterBucket(context) is { } slow) return slow;
        return await operations[operation].HandleAsync(context);
    }

    /// <summary>Reads the upload, for policies that ask how it is encrypted. One that was completed lives on in its object, and its completion may be repeated.</summary>
    private async ValueTask ReadUploadAsync(S3Context context)
    {
        if (UploadLookup.TryParseId(context, out var id) is not null) return;
        context.Upload = await index.GetUploadAsync(context.Bucket.Id, context.Key, id, context.Aborted);
        context.UploadEncryption = context.Upload?.Encryption;
        if (context.Upload is not null || context.Operation != S3Operation.CompleteMultipartUpload) return;
        var completed = await index.GetAsync(context.Bucket.Id, context.Key, context.Aborted);
        if (completed?.Upload == id) context.UploadEncryption = completed.Encryption;
    }

    /// <summary>Answers with the error, or cuts the connection off when there is nobody to answer or an answer has begun: then false.</summary>
    private async ValueTask<bool> TryAnswerExceptionAsync(HttpContext http, S3Context? context, Exception exception, string requestId)
    {
        if (exception is OperationCanceledException && http.RequestAborted.IsCancellationRequested)
        {
            Log.ClientGone(logger, requestId);
            http.Abort();
            return false;
        }

        if (HasBegun(http))
        {
            // The client sees a connection that ends before Content-Length bytes: never a whole answer with wrong bytes.
            Log.CutOff(logger, requestId, exception);
            http.Abort();
            return false;
        }

        await AnswerErrorAsync(http, context, ErrorOf(exception, requestId), requestId);
        return true;
    }

    /// <summary>Whether every request may get it for as long as devices or databases are as they are: then its message is enough, without a stack for each.</summary>
    private static bool IsState(StorageErrorCode code) => code is StorageErrorCode.DeviceFull or StorageErrorCode.DeviceUnavailable or StorageErrorCode.QuorumNotReached
        or StorageErrorCode.Overloaded or StorageErrorCode.IndexUnavailable or StorageErrorCode.IndexFull;

    private S3Error ErrorOf(Exception exception, string requestId)
    {
        switch (exception)
        {
            case S3Exception s3:
                return s3.Error;
            case StorageException { Code: StorageErrorCode.NewerFormat } newer:
                // Every request to a bucket may get it.
                if (Interlocked.Exchange(ref _hasToldOfNewer, 1) == 0) Log.StorageFailed(logger, requestId, newer.Code, newer.Message, null);
                return StorageErrors.OfNewerFormat(newer);
            case StorageException storage:
                Log.StorageFailed(logger, requestId, storage.Code, storage.Message, IsState(storage.Code) ? null : storage);
                return StorageErrors.Of(storage.Code);
            case BadHttpRequestException bad:
                return BadRequests.OfBody(bad);
            default:
                Log.Failed(logger, requestId, exception);
                return new S3Error(S3ErrorCode.InternalError);
        }
    }

    /// <summary>Answers with the error. A client that tries again at once finds the place, and the bytes that it did not send, given back.</summary>
    private async ValueTask AnswerErrorAsync(HttpContext http, S3Context? context, S3Error error, string requestId)
    {
        if (context is not null) gate.Leave(context);
        try
        {
            if (websites.FindBucket(http) is null) await ErrorAnswer.WriteAsync(http, error, requestId, requestIds.ProcessId);
            else await websites.AnswerFailureAsync(http, error, requestId);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            Log.ClientGone(logger, requestId);
        }
    }

    private static bool HasBegun(HttpContext http) =>
        http.Response.HasStarted || (http.Response.BodyWriter.CanGetUnflushedBytes && http.Response.BodyWriter.UnflushedBytes > 0);

    /// <summary>Where a request goes.</summary>
    private readonly record struct Route(RequestTarget Target, S3Operation Operation, HeaderTraits Traits);
}
