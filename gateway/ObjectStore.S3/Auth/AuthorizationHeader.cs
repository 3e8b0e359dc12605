using Microsoft.AspNetCore.Http;

namespace ObjectStore.S3.Auth;

/// <summary>Parses the Authorization header and the headers that belong to it.</summary>
/// <remarks>Source: S3 API reference, "Authenticating Requests: Using the Authorization Header".</remarks>
internal static class AuthorizationHeader
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <param name="header">The Authorization header.</param>
    /// <param name="headers">All of them.</param>
    /// <param name="payloadHash">Hash of the body where that is known already; null for what a header says.</param>
    /// <exception cref="Errors.S3Exception">With the code that AWS gives to the flaw.</exception>
    public static SignatureClaim Parse(string header, IHeaderDictionary headers, string? payloadHash = null)
    {
        var space = header.AsSpan().IndexOf(' ');
        var scheme = space < 0 ? header : header.AsSpan(0, space);
        if (!scheme.SequenceEqual(Algorithm)) throw UnsupportedScheme(scheme, header);
        var components = space < 0 ? default : header.AsSpan(space + 1);
        ReadOnlySpan<char> credential = default, signedHeaders = default, signature = default;
        var count = 0;
        foreach (var range in components.Split(','))
        {
            count++;
            var component = components[range].Trim();
            if (TryTake(component, "Credential=", ref credential) || TryTake(component, "SignedHeaders=", ref signedHeaders)
                || TryTake(component, "Signature=", ref signature)) continue;
            if (!component.Contains('=')) throw AuthErrors.Malformed($"the authorization component \"{component}\" is malformed.");
        }

        if (count != 3)
        {
            throw AuthErrors.Malformed("the authorization header requires three components: Credential, SignedHeaders, and Signature.");
        }

        RequireAll(credential, signedHeaders, signature);
        var (timestamp, signedAt) = TimeOf(headers);
        return new SignatureClaim
        {
            Credential = credential,
            SignedHeaders = signedHeaders,
            Signature = signature,
            Timestamp = timestamp,
            SignedAt = signedAt,
            PayloadHash = payloadHash ?? PayloadHashOf(headers),
            SessionToken = SessionTokenHeader.Find(headers),
        };
    }

    private static Errors.S3Exception UnsupportedScheme(ReadOnlySpan<char> scheme, string header)
    {
        if (scheme is "AWS" && !header.Contains(':', StringComparison.Ordinal))
        {
            return AuthErrors.InvalidArgument(
                "AWS authorization header is invalid.  Expected AwsAccessKeyId:signature", "Authorization", header);
        }

        return scheme is "AWS" || scheme.StartsWith("AWS4-")
            ? AuthErrors.UnsupportedMechanism()
            : AuthErrors.InvalidArgument("Unsupported Authorization Type", "Authorization", header);
    }

    private static bool TryTake(ReadOnlySpan<char> component, ReadOnlySpan<char> prefix, ref ReadOnlySpan<char> value)
    {
        if (!component.StartsWith(prefix)) return false;
        value = component[prefix.Length..];
        return true;
    }

    private static void RequireAll(ReadOnlySpan<char> credential, ReadOnlySpan<char> signedHeaders, ReadOnlySpan<char> signature)
    {
        if (credential.IsEmpty) throw AuthErrors.Malformed("missing Credential.");
        if (signedHeaders.IsEmpty) throw AuthErrors.Malformed("missing SignedHeaders.");
        if (signature.IsEmpty) throw AuthErrors.Malformed("missing Signature.");
    }

    private static (string Timestamp, DateTimeOffset SignedAt) TimeOf(IHeaderDictionary headers)
    {
        if (headers.TryGetValue("x-amz-date", out var values) && values.Count > 0)
        {
            // Some clients write the form of the Date header here, which AWS takes too.
            return values.Count == 1 && AmzTimestamp.TryConvertDateHeader(values[0] ?? string.Empty, out var amzTimestamp, out var amzTime)
                ? (amzTimestamp, amzTime)
                : throw AuthErrors.MissingDate();
        }

        return headers.TryGetValue("Date", out var dates) && dates.Count == 1
            && AmzTimestamp.TryConvertDateHeader(dates[0] ?? string.Empty, out var timestamp, out var time)
            ? (timestamp, time)
            : throw AuthErrors.MissingDate();
    }

    private static string PayloadHashOf(IHeaderDictionary headers) =>
        headers.TryGetValue("x-amz-content-sha256", out var values) && values.Count > 0 && values.ToString() is { Length: > 0 } value
            ? value
            : throw AuthErrors.MissingContentSha256();
}
