using Microsoft.AspNetCore.Http;
using ObjectStore.Core.Errors;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Queries;

/// <summary>The errors that all query APIs have in common (IAM API reference, "Common errors").</summary>
public static class QueryErrors
{
    /// <summary>The caller may not.</summary>
    public static QueryException AccessDenied(string message) => new("AccessDenied", StatusCodes.Status403Forbidden, message);

    /// <summary>A parameter is missing or has a value that it may not have.</summary>
    public static QueryException Validation(string message) => new("ValidationError", StatusCodes.Status400BadRequest, message);

    /// <summary>There is no such action, or none of this version.</summary>
    public static QueryException InvalidAction(string? action, string? version) =>
        new("InvalidAction", StatusCodes.Status400BadRequest, $"Could not find operation {action} for version {version}.");

    /// <summary>The request has to be signed.</summary>
    public static QueryException MissingToken() => new("MissingAuthenticationToken", StatusCodes.Status403Forbidden, "Request is missing Authentication Token.");

    internal static QueryException Malformed() => new("MalformedQueryString", StatusCodes.Status400BadRequest, "The body is not a well-formed form.");

    internal static QueryException TooLarge(int bytesMax) => Validation($"The request may have {bytesMax} bytes.");

    /// <summary>What authentication says, in the words of these services.</summary>
    internal static QueryException Of(S3Error error) => error.Code switch
    {
        S3ErrorCode.InvalidAccessKeyId or S3ErrorCode.InvalidToken => new("InvalidClientTokenId", StatusCodes.Status403Forbidden, "The security token included in the request is invalid."),
        S3ErrorCode.RequestTimeTooSkewed => new("RequestExpired", StatusCodes.Status400BadRequest, error.Message),
        S3ErrorCode.SlowDown => Throttling(),
        S3ErrorCode.AuthorizationHeaderMalformed or S3ErrorCode.InvalidArgument => new("IncompleteSignature", StatusCodes.Status400BadRequest, error.Message),
        _ => new(error.Code.ToString(), error.Status, error.Message),
    };

    internal static QueryException Of(StorageErrorCode code) => code switch
    {
        StorageErrorCode.Overloaded => Throttling(),
        StorageErrorCode.IndexFull => new("LimitExceeded", StatusCodes.Status409Conflict, "The store has no room for this."),
        _ => new("ServiceUnavailable", StatusCodes.Status503ServiceUnavailable, "The request has failed due to a temporary failure of the server."),
    };

    private static QueryException Throttling() => new("Throttling", StatusCodes.Status400BadRequest, "Rate exceeded.");
}
