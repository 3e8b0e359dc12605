using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Middleware;

/// <summary>What Kestrel's complaints about a request mean in S3.</summary>
internal static class BadRequests
{
    /// <summary>The error for <paramref name="exception"/>.</summary>
    public static S3Error ErrorOf(BadHttpRequestException exception) => exception.StatusCode switch
    {
        StatusCodes.Status408RequestTimeout => new S3Error(S3ErrorCode.RequestTimeout),
        StatusCodes.Status411LengthRequired => new S3Error(S3ErrorCode.MissingContentLength),
        StatusCodes.Status413PayloadTooLarge => new S3Error(S3ErrorCode.EntityTooLarge),
        StatusCodes.Status414UriTooLong => new S3Error(S3ErrorCode.InvalidURI),
        StatusCodes.Status431RequestHeaderFieldsTooLarge => new S3Error(S3ErrorCode.RequestHeaderSectionTooLarge),
        _ => new S3Error(S3ErrorCode.IncompleteBody, "The request body terminated unexpectedly"),
    };
}
