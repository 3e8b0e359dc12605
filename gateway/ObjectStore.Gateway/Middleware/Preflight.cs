using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.S3.Cors;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Middleware;

/// <summary>OPTIONS: a browser asks whether a script of another origin may send a request. Nobody signs that.</summary>
internal static class Preflight
{
    private const int HeadersMax = 100;

    /// <summary>Answers, or gives the error: first of what the request says, then of the bucket, last of its rules.</summary>
    public static async ValueTask<S3Error?> AnswerAsync(HttpContext http, RequestTarget target, BucketDirectory buckets)
    {
        var headers = http.Request.Headers;
        var (origin, method) = (headers.Origin.ToString(), headers.AccessControlRequestMethod.ToString());
        var asked = headers.AccessControlRequestHeaders.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (Check(origin, method, asked) is { } bad) return bad;
        if (target.Bucket is null) return NotEnabled(method);
        var (entry, error) = await buckets.FindAsync(target.Bucket, http.RequestAborted);
        if (entry is null) return error!.Code == S3ErrorCode.NoSuchBucket ? OfBucket(method, "CORSResponse: Bucket not found") : error;
        if (entry.Configuration.Cors is not { } rules) return NotEnabled(method);
        if (method.Length == 0) return NoMethod("null");
        if (asked.Length > HeadersMax || rules.Find(origin, method, asked) is not { } rule)
        {
            return Forbidden(
                method,
                "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / "
                + "Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
                target.Key is null ? "BUCKET" : "OBJECT");
        }

        CorsHeaders.Set(http.Response.Headers, rule, origin);
        if (asked.Length > 0) http.Response.Headers.AccessControlAllowHeaders = string.Join(", ", asked.Select(static header => header.ToLowerInvariant()));
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentLength = 0;
        return null;
    }

    /// <summary>The error of a request that asks about nothing, or about what no request can be. That a method lacks matters only where there are rules.</summary>
    private static S3Error? Check(string origin, string method, string[] asked)
    {
        if (origin.Length == 0) return new S3Error(S3ErrorCode.BadRequest, "Insufficient information. Origin request header needed.");
        if (method.Length > 0 && !CorsRules.IsMethod(method)) return NoMethod(method);
        return Array.Find(asked, static header => !CorsRules.IsHeaderName(header)) is { } name
            ? new S3Error(S3ErrorCode.BadRequest, $"Access-Control-Request-Headers \"{name}\" contains invalid character.")
            : null;
    }

    private static S3Error NoMethod(string method) => new(S3ErrorCode.BadRequest, $"Invalid Access-Control-Request-Method: {method}");

    private static S3Error NotEnabled(string method) => OfBucket(method, "CORSResponse: CORS is not enabled for this bucket.");

    private static S3Error OfBucket(string method, string message) => Forbidden(method.Length == 0 ? HttpMethods.Options : method, message, "BUCKET");

    private static S3Error Forbidden(string method, string message, string resourceType) => new(S3ErrorCode.AccessForbidden, message)
    {
        Fields = [new("Method", method), new("ResourceType", resourceType)],
    };
}
