using System.Globalization;
using System.Text;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Auth;

/// <summary>The errors of authentication with the sentences and elements that AWS sends.</summary>
internal static class AuthErrors
{
    private const string IsoFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static S3Exception Anonymous() => new(S3ErrorCode.AccessDenied);

    /// <summary>Chunks that are said to be signed, in a request that is not.</summary>
    public static S3Exception SignedByNobody() => new(
        S3ErrorCode.InvalidRequest,
        "Anonymous requests don't support this x-amz-content-sha256 value. Please use UNSIGNED-PAYLOAD or STREAMING-UNSIGNED-PAYLOAD-TRAILER.");

    public static S3Exception UnsupportedMechanism() =>
        new(S3ErrorCode.InvalidRequest, "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");

    public static S3Exception MissingDate() =>
        new(S3ErrorCode.AccessDenied, "AWS authentication requires a valid Date or x-amz-date header.");

    public static S3Exception MissingContentSha256() =>
        new(S3ErrorCode.InvalidRequest, "Missing required header for this request: x-amz-content-sha256");

    public static S3Exception InvalidUri() => new(S3ErrorCode.InvalidURI);

    public static S3Exception TooLarge() => new(S3ErrorCode.RequestHeaderSectionTooLarge);

    public static S3Exception InvalidArgument(string message, string name, string value) =>
        With(S3ErrorCode.InvalidArgument, message, ("ArgumentName", name), ("ArgumentValue", value));

    public static S3Exception TwoMechanisms(string authorization) => InvalidArgument(
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
        "Authorization",
        authorization);

    /// <summary>A flaw of the Authorization header.</summary>
    public static S3Exception Malformed(string what) => new(S3ErrorCode.AuthorizationHeaderMalformed, "The authorization header is malformed; " + what);

    /// <summary>A flaw of a credential, or of what belongs to it.</summary>
    public static S3Exception Malformed(CredentialSource source, ReadOnlySpan<char> credential, string what) => source switch
    {
        CredentialSource.Header => Malformed(what),
        CredentialSource.Query => Query("Error parsing the X-Amz-Credential parameter; " + what),
        _ => InvalidArgument(what, "X-Amz-Credential", credential.ToString()),
    };

    public static S3Exception Query(string message) => new(S3ErrorCode.AuthorizationQueryParametersError, message);

    public static S3Exception WrongRegion(CredentialSource source, ReadOnlySpan<char> credential, ReadOnlySpan<char> actual, string expected)
    {
        var malformed = Malformed(source, credential, $"the region '{actual}' is wrong; expecting '{expected}'").Error;
        return new S3Exception(new S3Error(malformed.Code, malformed.Message) { Fields = [.. malformed.Fields, new("Region", expected)] });
    }

    public static S3Exception HeadersNotSigned(IEnumerable<string> names) => With(
        S3ErrorCode.AccessDenied,
        "There were headers present in the request which were not signed",
        ("HeadersNotSigned", string.Join(", ", names)));

    public static S3Exception UnknownAccessKey(string accessKey) =>
        With(S3ErrorCode.InvalidAccessKeyId, null, ("AWSAccessKeyId", accessKey));

    public static S3Exception InvalidToken() => new(S3ErrorCode.InvalidToken);

    public static S3Exception ExpiredToken() => new(S3ErrorCode.ExpiredToken);

    public static S3Exception Skewed(string requestTime, DateTimeOffset now, TimeSpan skewMax) => With(
        S3ErrorCode.RequestTimeTooSkewed,
        null,
        ("RequestTime", requestTime),
        ("ServerTime", Iso(now)),
        ("MaxAllowedSkewMilliseconds", ((long)skewMax.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)));

    public static S3Exception NotYetValid(string requestTime, DateTimeOffset now) =>
        With(S3ErrorCode.AccessDenied, "Request is not valid yet", ("X-Amz-Date", requestTime), ("ServerTime", Iso(now)));

    public static S3Exception Expired(int expiresSeconds, DateTimeOffset expiredAt, DateTimeOffset now) => With(
        S3ErrorCode.AccessDenied,
        "Request has expired.",
        ("X-Amz-Expires", expiresSeconds.ToString(CultureInfo.InvariantCulture)),
        ("Expires", Iso(expiredAt)),
        ("ServerTime", Iso(now)));

    /// <summary>A request that was to expire before it was signed has expired, whatever the time is.</summary>
    public static S3Exception NegativeExpires(string expires) =>
        With(S3ErrorCode.AccessDenied, "Request has expired.", ("X-Amz-Expires", expires));

    /// <summary>Shows the client what we signed, so that it can find where it signed something else. Chunks have no canonical request.</summary>
    public static S3Exception SignatureMismatch(
        string accessKey, string signatureProvided, ReadOnlySpan<byte> stringToSign, ReadOnlySpan<byte> canonicalRequest)
    {
        List<KeyValuePair<string, string>> fields =
        [
            new("AWSAccessKeyId", accessKey),
            new("StringToSign", Encoding.UTF8.GetString(stringToSign)),
            new("SignatureProvided", signatureProvided),
            new("StringToSignBytes", SpacedHex(stringToSign)),
        ];
        if (!canonicalRequest.IsEmpty)
        {
            fields.Add(new("CanonicalRequest", Encoding.UTF8.GetString(canonicalRequest)));
            fields.Add(new("CanonicalRequestBytes", SpacedHex(canonicalRequest)));
        }

        return new S3Exception(new S3Error(S3ErrorCode.SignatureDoesNotMatch) { Fields = fields });
    }

    private static S3Exception With(S3ErrorCode code, string? message, params (string Name, string Value)[] fields) =>
        new(new S3Error(code, message) { Fields = Array.ConvertAll(fields, field => KeyValuePair.Create(field.Name, field.Value)) });

    private static string Iso(DateTimeOffset time) => time.ToString(IsoFormat, CultureInfo.InvariantCulture);

    private static string SpacedHex(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length * 3);
        foreach (var value in bytes)
        {
            if (text.Length > 0) text.Append(' ');
            text.Append(value.ToString("x2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
