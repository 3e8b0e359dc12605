using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Middleware;

/// <summary>OPTIONS: buckets have no rules for other origins, so that every preflight is refused, as AWS does it.</summary>
internal static class Preflight
{
    /// <summary>The error for a preflight.</summary>
    public static S3Error Refuse(HttpRequest request)
    {
        if (request.Headers.Origin.Count == 0)
            return new S3Error(S3ErrorCode.BadRequest, "Insufficient information. Origin request header needed.");
        var method = request.Headers.AccessControlRequestMethod.ToString();
        if (method.Length == 0) return new S3Error(S3ErrorCode.BadRequest, "Invalid Access-Control-Request-Method: null");
        return new S3Error(S3ErrorCode.AccessForbidden, "CORSResponse: CORS is not enabled for this bucket.")
        {
            Fields = [new("Method", method), new("ResourceType", "BUCKET")],
        };
    }
}
