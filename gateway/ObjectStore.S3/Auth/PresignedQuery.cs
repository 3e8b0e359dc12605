using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ObjectStore.S3.Auth;

/// <summary>Parses the query parameters of a presigned URL.</summary>
/// <remarks>Source: S3 API reference, "Authenticating Requests: Using Query Parameters".</remarks>
internal static class PresignedQuery
{
    /// <summary>Longest validity, seven days.</summary>
    private const int ExpiresSecondsMax = 604_800;

    private const string MissingParameters =
        "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, "
        + "X-Amz-SignedHeaders, and X-Amz-Expires parameters.";

    /// <summary>Which signature the query carries, if any.</summary>
    public static QueryMechanism MechanismOf(ReadOnlySpan<char> query)
    {
        var parameters = new QueryParameters(query);
        var mechanism = QueryMechanism.None;
        while (parameters.MoveNext())
        {
            if (parameters.Name is "X-Amz-Algorithm" or "X-Amz-Credential" or CanonicalQuery.SignatureName) return QueryMechanism.SigV4;
            if (parameters.Name is "AWSAccessKeyId" or "Signature") mechanism = QueryMechanism.SigV2;
        }

        return mechanism;
    }

    /// <exception cref="Errors.S3Exception">AuthorizationQueryParametersError with the flaw; AccessDenied for a negative validity.</exception>
    public static SignatureClaim Parse(ReadOnlySpan<char> query, IHeaderDictionary headers)
    {
        var values = PresignedParameters.Collect(query) ?? throw AuthErrors.Query(MissingParameters);
        if (values.Algorithm != "AWS4-HMAC-SHA256")
            throw AuthErrors.Query("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"");
        if (!AmzTimestamp.TryParse(values.Date, out var signedAt))
            throw AuthErrors.Query("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
        return new SignatureClaim
        {
            IsPresigned = true,
            Credential = values.Credential,
            SignedHeaders = values.SignedHeaders,
            Signature = values.Signature,
            Timestamp = values.Date!,
            SignedAt = signedAt,
            ExpiresSeconds = ParseExpires(values.Expires!),
            PayloadHash = PayloadHashOf(headers) ?? values.ContentSha256 ?? PayloadClaim.Unsigned,
            SessionToken = values.SecurityToken is { Length: > 0 } token ? token : SessionTokenHeader.Find(headers),
        };
    }

    private static int ParseExpires(string text)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
            throw AuthErrors.Query("X-Amz-Expires should be a number");
        if (seconds < 0) throw AuthErrors.NegativeExpires(text);
        if (seconds > ExpiresSecondsMax)
        {
            throw AuthErrors.Query(
                "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds");
        }

        return (int)seconds;
    }

    private static string? PayloadHashOf(IHeaderDictionary headers) =>
        headers.TryGetValue("x-amz-content-sha256", out var values) && values.ToString() is { Length: > 0 } value ? value : null;
}
