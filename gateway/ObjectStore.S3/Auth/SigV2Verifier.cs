using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Auth;

/// <summary>Verifies AWS signature version 2, for clients that know no other: HMAC-SHA1 over a few headers. Only where it is switched on.</summary>
/// <remarks>
/// Source: Amazon S3 API reference, "Signing and authenticating REST requests" (signature version 2). Thread-safe. It covers neither the query beyond
/// subresources and what stands there in place of headers, nor most headers, nor the body: what it does not cover is not proven.
/// </remarks>
public sealed class SigV2Verifier(ICredentialSource credentials, TimeProvider time, string domain)
{
    private static readonly TimeSpan ClockSkewMax = TimeSpan.FromMinutes(15);

    /// <summary>Signed beside the subresources, which choose the operation.</summary>
    private static readonly string[] SignedArguments =
    [
        "defaultObjectAcl", "partNumber", "response-cache-control", "response-content-disposition", "response-content-encoding",
        "response-content-language", "response-content-type", "response-expires", "select-type", "versionId",
    ];

    /// <summary>Chooses only how a listing is written; no client signs it.</summary>
    private const string UnsignedSubresource = "list-type";

    /// <summary>Who signed <paramref name="request"/>.</summary>
    /// <exception cref="S3Exception">The signature is malformed, too old or wrong.</exception>
    public AuthenticatedRequest Verify(HttpRequest request)
    {
        var target = RequestTarget.Parse(request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        var authorization = request.Headers.Authorization.ToString();
        var isPresigned = authorization.Length == 0;
        var (accessKey, signature, date) = isPresigned ? OfQuery(target) : OfHeader(authorization, request.Headers);
        var identity = credentials.Find(accessKey) ?? throw AuthErrors.UnknownAccessKey(accessKey);
        var headers = isPresigned ? PresignedHeaders.Join(request.Headers, target.Query) : request.Headers;
        var text = StringToSign(request, headers, target, date, isFolder: false);

        // Clients that would name the bucket in the host sign a request to a bucket with a slash that its path has not.
        var isBucket = target.Path.LastIndexOf('/') == 0 && target.Path.Length > 1;
        if (!IsSigned(identity, signature, text) && !(isBucket && IsSigned(identity, signature, StringToSign(request, headers, target, date, isFolder: true))))
            throw AuthErrors.SignatureMismatch(identity.AccessKey, signature, Encoding.UTF8.GetBytes(text), default);
        return new AuthenticatedRequest(identity, PayloadClaim.Parse(PayloadOf(request)), signingKey: null, timestamp: "") { IsPresigned = isPresigned, IsVersion2 = true };
    }

    /// <summary>Who signed the policy of a form.</summary>
    /// <exception cref="S3Exception">The key is unknown or the signature wrong.</exception>
    public AuthenticatedRequest VerifyPolicy(string accessKey, string signature, string policy)
    {
        var identity = credentials.Find(accessKey) ?? throw AuthErrors.UnknownAccessKey(accessKey);
        if (!IsSigned(identity, signature, policy)) throw AuthErrors.SignatureMismatch(identity.AccessKey, signature, Encoding.UTF8.GetBytes(policy), default);
        return new AuthenticatedRequest(identity, PayloadClaim.Parse(PayloadClaim.Unsigned), signingKey: null, timestamp: "") { IsForm = true, IsVersion2 = true };
    }

    private static bool IsSigned(Identity identity, string signature, string text)
    {
        Span<byte> expected = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The older signature is defined with SHA-1, and is there only where an administrator switched it on.
        HMACSHA1.HashData(Encoding.UTF8.GetBytes(identity.SecretKey), Encoding.UTF8.GetBytes(text), expected);
#pragma warning restore CA5350
        Span<byte> provided = stackalloc byte[64];
        return Convert.TryFromBase64String(signature, provided, out var length) && CryptographicOperations.FixedTimeEquals(provided[..length], expected);
    }

    /// <summary>A hash of the body is kept to when it is sent; chunks that are signed cannot be verified by this signature.</summary>
    private static string PayloadOf(HttpRequest request)
    {
        var header = request.Headers.TryGetValue("x-amz-content-sha256", out var values) ? values.ToString() : "";
        if (header.StartsWith("STREAMING-AWS4-", StringComparison.Ordinal)) throw AuthErrors.UnsupportedMechanism();
        return header.Length > 0 ? header : PayloadClaim.Unsigned;
    }

    private (string AccessKey, string Signature, string Date) OfHeader(string authorization, IHeaderDictionary headers)
    {
        var value = authorization["AWS ".Length..];
        var colon = value.LastIndexOf(':');
        if (colon <= 0) throw AuthErrors.InvalidArgument("AWS authorization header is invalid.  Expected AwsAccessKeyId:signature", "Authorization", authorization);
        var amzDate = headers.TryGetValue("x-amz-date", out var values) ? values.ToString() : null;
        var date = amzDate ?? headers.Date.ToString();
        if (!AmzTimestamp.TryConvertDateHeader(date, out _, out var signedAt)) throw AuthErrors.MissingDate();
        var now = time.GetUtcNow();
        if ((now - signedAt).Duration() > ClockSkewMax) throw AuthErrors.Skewed(date, now, ClockSkewMax);
        return (value[..colon], value[(colon + 1)..], amzDate is null ? date : "");
    }

    private (string AccessKey, string Signature, string Expires) OfQuery(RequestTarget target)
    {
        string? accessKey = null, signature = null, expires = null;
        var parameters = new QueryParameters(target.Query);
        while (parameters.MoveNext())
        {
            if (parameters.Name is "AWSAccessKeyId") accessKey = parameters.DecodedValue;
            else if (parameters.Name is "Signature") signature = parameters.DecodedValue;
            else if (parameters.Name is "Expires") expires = parameters.DecodedValue;
        }

        if (accessKey is null || signature is null || expires is null)
            throw new S3Exception(S3ErrorCode.AccessDenied, "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters");
        if (!long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            throw new S3Exception(S3ErrorCode.AccessDenied, $"Invalid date (should be seconds since epoch): {expires}");
        if ((time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds > seconds) throw new S3Exception(S3ErrorCode.AccessDenied, "Request has expired.");
        return (accessKey, signature, expires);
    }

    private string StringToSign(HttpRequest request, IHeaderDictionary headers, RequestTarget target, string date, bool isFolder)
    {
        var text = new StringBuilder()
            .Append(request.Method).Append('\n')
            .Append(headers.ContentMD5).Append('\n')
            .Append(headers.ContentType).Append('\n')
            .Append(date).Append('\n');
        var amz = headers
            .Where(static header => header.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            .Select(static header => (Name: header.Key.ToLowerInvariant(), Value: string.Join(",", header.Value.Select(static value => value?.Trim()))))
            .OrderBy(static header => header.Name, StringComparer.Ordinal);
        foreach (var (name, value) in amz) text.Append(name).Append(':').Append(value).Append('\n');
        AppendResource(text, request, target, isFolder);
        return text.ToString();
    }

    private void AppendResource(StringBuilder text, HttpRequest request, RequestTarget target, bool isFolder)
    {
        var host = request.Host.Host;
        if (domain.Length > 0 && host.Length > domain.Length + 1 && host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase))
            text.Append('/').Append(host[..^(domain.Length + 1)].ToLowerInvariant());
        text.Append(target.Path);
        if (isFolder) text.Append('/');
        var signed = new List<(string Name, string? Value)>();
        var parameters = new QueryParameters(target.Query);
        while (parameters.MoveNext())
        {
            var name = parameters.Name.ToString();

            // The operation is chosen by what a name means, and an escape could hide that it is one that has to be signed.
            if (name.Contains('%', StringComparison.Ordinal))
                throw AuthErrors.InvalidArgument("With a signature of version 2 the names of parameters are not escaped.", "QueryParameter", name);
            if (IsSignedParameter(name)) signed.Add((name, parameters.Value.IsEmpty ? null : parameters.DecodedValue));
        }

        signed.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        for (var i = 0; i < signed.Count; i++)
        {
            text.Append(i == 0 ? '?' : '&').Append(signed[i].Name);
            if (signed[i].Value is { } value) text.Append('=').Append(value);
        }
    }

    private static bool IsSignedParameter(string name) =>
        (Routing.RouteTable.IsSubresource(name) && name != UnsignedSubresource) || SignedArguments.Contains(name);
}
