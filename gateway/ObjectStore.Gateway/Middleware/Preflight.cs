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

    /// <summary>Answers, or gives the error.</summary>
    public static async ValueTask<S3Error?> AnswerAsync(HttpContext http, RequestTarget target, BucketDirectory buckets)
    {
        var headers = http.Request.Headers;
        if (string.IsNullOrEmpty(headers.Origin)) return new S3Error(S3ErrorCode.BadRequest, "Insufficient information. Origin request header needed.");
        var method = headers.AccessControlRequestMethod.ToString();
        if (target.Bucket is null) return NotEnabled(method);
        var (entry, error) = await buckets.FindAsync(target.Bucket, http.RequestAborted);
        if (entry is null) return error;
        if (entry.Configuration.Cors is not { } rules) return NotEnabled(method);
        if (!CorsRules.IsMethod(method)) return new S3Error(S3ErrorCode.BadRequest, $"Invalid Access-Control-Request-Method: {(method.Length == 0 ? "null" : method)}");

        var asked = headers.AccessControlRequestHeaders.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var origin = headers.Origin.ToString();
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

    private static S3Error NotEnabled(string method) =>
        Forbidden(method.Length == 0 ? HttpMethods.Options : method, "CORSResponse: CORS is not enabled for this bucket.", "BUCKET");

    private static S3Error Forbidden(string method, string message, string resourceType) => new(S3ErrorCode.AccessForbidden, message)
    {
        Fields = [new("Method", method), new("ResourceType", resourceType)],
    };
}
