using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Middleware;

/// <summary>What Kestrel's complaints about a request mean in S3.</summary>
internal static class BadRequests
{
    /// <summary>The error for a body that Kestrel gave up reading.</summary>
    public static S3Error OfBody(BadHttpRequestException exception) =>
        OfStatus(exception.StatusCode) ?? new S3Error(S3ErrorCode.IncompleteBody, "The request body terminated unexpectedly");

    /// <summary>The error for a request that Kestrel refused before it was handed on.</summary>
    /// <param name="exception">Kestrel's complaint.</param>
    /// <param name="isTargetRefused">Whether the complaint is about the request's path.</param>
    /// <param name="headerBytesMax">Most bytes of headers, to be told.</param>
    public static S3Error OfHead(BadHttpRequestException exception, bool isTargetRefused, int headerBytesMax)
    {
        if (exception.StatusCode == StatusCodes.Status431RequestHeaderFieldsTooLarge) return HeadersTooLarge(headerBytesMax);
        if (isTargetRefused) return new S3Error(S3ErrorCode.InvalidURI);
        return OfStatus(exception.StatusCode) ?? new S3Error(S3ErrorCode.BadRequest, "An error occurred when parsing the HTTP request.");
    }

    /// <summary>The error for headers over the limit.</summary>
    public static S3Error HeadersTooLarge(int bytesMax) => new(S3ErrorCode.RequestHeaderSectionTooLarge)
    {
        Fields = [new("MaxSizeAllowed", bytesMax.ToString(System.Globalization.CultureInfo.InvariantCulture))],
    };

    private static S3Error? OfStatus(int status) => status switch
    {
        StatusCodes.Status405MethodNotAllowed => new S3Error(S3ErrorCode.MethodNotAllowed),
        StatusCodes.Status408RequestTimeout => new S3Error(S3ErrorCode.RequestTimeout),
        StatusCodes.Status411LengthRequired => new S3Error(S3ErrorCode.MissingContentLength),
        StatusCodes.Status413PayloadTooLarge => new S3Error(S3ErrorCode.EntityTooLarge),
        StatusCodes.Status414UriTooLong => new S3Error(S3ErrorCode.InvalidURI),
        StatusCodes.Status431RequestHeaderFieldsTooLarge => new S3Error(S3ErrorCode.RequestHeaderSectionTooLarge),
        _ => null,
    };
}
