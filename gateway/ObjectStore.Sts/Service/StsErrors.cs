using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Queries;
using ObjectStore.Sts.Oidc;

namespace ObjectStore.Sts.Service;

/// <summary>The errors of STS (AWS STS API reference, "Errors" of each action).</summary>
internal static class StsErrors
{
    public static QueryException NotAuthorized(string who, string action, string resource) =>
        QueryErrors.AccessDenied($"User: {who} is not authorized to perform: {action} on resource: {resource}");

    public static QueryException NotAuthorized(string action) => QueryErrors.AccessDenied($"Not authorized to perform {action}");

    public static QueryException MalformedPolicy(string reason) => Wrong("MalformedPolicyDocument", reason);

    public static QueryException PackedPolicyTooLarge() => Wrong("PackedPolicyTooLarge", "Policy and tags of the session together are too large for its token.");

    public static QueryException NotSupported(string parameter) => QueryErrors.Validation($"{parameter} is not supported here.");

    public static QueryException InvalidIdentityToken(string message) => Wrong("InvalidIdentityToken", message);

    /// <summary>Why a web identity was not taken.</summary>
    public static QueryException Of(WebIdentityFailure failure) => failure switch
    {
        WebIdentityFailure.Expired => Wrong("ExpiredTokenException", "Token expired."),
        WebIdentityFailure.WrongAudience => InvalidIdentityToken("Incorrect token audience."),
        WebIdentityFailure.IssuerUnavailable => Wrong("IDPCommunicationError", "The identity provider does not give its keys."),
        _ => InvalidIdentityToken("The token, its issuer, its signature or its times are not valid."),
    };

    private static QueryException Wrong(string code, string message) => new(code, StatusCodes.Status400BadRequest, message);
}
