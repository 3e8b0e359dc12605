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

    /// <exception cref="Errors.S3Exception">AuthorizationQueryParametersError with the flaw.</exception>
    public static SignatureClaim Parse(ReadOnlySpan<char> query, IHeaderDictionary headers)
    {
        string? algorithm = null, credential = null, signature = null, date = null, signedHeaders = null, expires = null, payload = null;
        var parameters = new QueryParameters(query);
        while (parameters.MoveNext())
        {
            switch (parameters.Name)
            {
                case "X-Amz-Algorithm": SetOnce(ref algorithm, parameters.Value); break;
                case "X-Amz-Credential": SetOnce(ref credential, parameters.Value); break;
                case CanonicalQuery.SignatureName: SetOnce(ref signature, parameters.Value); break;
                case "X-Amz-Date": SetOnce(ref date, parameters.Value); break;
                case "X-Amz-SignedHeaders": SetOnce(ref signedHeaders, parameters.Value); break;
                case "X-Amz-Expires": SetOnce(ref expires, parameters.Value); break;
                case "X-Amz-Content-Sha256" or "X-Amz-Content-SHA256": SetOnce(ref payload, parameters.Value); break;
                default: break;
            }
        }

        if (algorithm is null || credential is null || signature is null || date is null || signedHeaders is null || expires is null)
            throw AuthErrors.Query(MissingParameters);
        if (algorithm != "AWS4-HMAC-SHA256")
            throw AuthErrors.Query("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"");
        if (!AmzTimestamp.TryParse(date, out var signedAt))
            throw AuthErrors.Query("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
        return new SignatureClaim
        {
            IsPresigned = true,
            Credential = credential,
            SignedHeaders = signedHeaders,
            Signature = signature,
            Timestamp = date,
            SignedAt = signedAt,
            ExpiresSeconds = ParseExpires(expires),
            PayloadHash = PayloadHashOf(headers) ?? payload ?? PayloadClaim.Unsigned,
        };
    }

    private static void SetOnce(ref string? place, ReadOnlySpan<char> value)
    {
        if (place is not null) throw AuthErrors.Query(MissingParameters);
        place = Uri.UnescapeDataString(value);
    }

    private static int ParseExpires(string text)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
            throw AuthErrors.Query("X-Amz-Expires should be a number");
        if (seconds < 0) throw AuthErrors.Query("X-Amz-Expires must be non-negative");
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
