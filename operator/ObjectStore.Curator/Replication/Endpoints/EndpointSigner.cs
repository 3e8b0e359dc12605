using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ObjectStore.Curator.Replication.Endpoints;

/// <summary>Signs requests with AWS signature version 4 in headers, for the service s3 (S3 API reference, "Authenticating requests"). All headers of S3 are signed.</summary>
internal static class EndpointSigner
{
    /// <summary>Says that the signature does not cover the body.</summary>
    public const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string AmzPrefix = "x-amz-";

    /// <summary>SHA-256 of a body as the header wants it.</summary>
    public static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <summary>Makes the URI of a request whose bytes on the wire are those that are signed.</summary>
    /// <param name="endpoint">Scheme, host and port.</param>
    /// <param name="path">From the slash on, not percent-encoded.</param>
    /// <param name="query">Names and values, not percent-encoded.</param>
    public static Uri UriOf(Uri endpoint, ReadOnlySpan<byte> path, IEnumerable<(string Name, string Value)> query)
    {
        var pairs = query.Select(static pair => $"{Encode(pair.Name)}={Encode(pair.Value)}").Order(StringComparer.Ordinal);
        var text = $"{endpoint.Scheme}://{endpoint.Authority}{Encode(path, keepSlash: true)}?{string.Join('&', pairs)}".TrimEnd('?');
        return new Uri(text, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    /// <summary>Percent-encodes a text as signatures want it.</summary>
    public static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text), keepSlash: false);

    /// <summary>Adds the headers of the signature to a request whose URI is from <see cref="UriOf"/>, and which has all its other headers.</summary>
    public static void Sign(HttpRequestMessage request, EndpointCredentials credentials, string region, string payloadHash, DateTimeOffset now)
    {
        var uri = request.RequestUri!;
        var timestamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        request.Headers.Host = uri.Authority;
        request.Headers.TryAddWithoutValidation("x-amz-content-sha256", payloadHash);
        request.Headers.TryAddWithoutValidation("x-amz-date", timestamp);
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = uri.Authority };
        foreach (var header in request.Headers.NonValidated)
        {
            var name = header.Key.ToLowerInvariant();
            if (name.StartsWith(AmzPrefix, StringComparison.Ordinal)) signed[name] = Canonical(string.Join(',', header.Value));
        }

        var names = string.Join(';', signed.Keys);
        var headers = string.Concat(signed.Select(static pair => $"{pair.Key}:{pair.Value}\n"));
        var canonical = $"{request.Method.Method}\n{uri.AbsolutePath}\n{uri.Query.TrimStart('?')}\n{headers}\n{names}\n{payloadHash}";
        var scope = $"{timestamp[..8]}/{region}/s3/aws4_request";
        var toSign = $"{Algorithm}\n{timestamp}\n{scope}\n{HashOf(Encoding.UTF8.GetBytes(canonical))}";
        var signature = Convert.ToHexStringLower(Hmac(KeyOf(credentials, timestamp[..8], region), toSign));
        request.Headers.TryAddWithoutValidation("Authorization", $"{Algorithm} Credential={credentials.AccessKey}/{scope},SignedHeaders={names},Signature={signature}");
    }

    /// <summary>A value without blanks around it, and with one where there are several.</summary>
    private static string Canonical(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static byte[] KeyOf(EndpointCredentials credentials, string day, string region) =>
        Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("AWS4" + credentials.SecretKey), day), region), "s3"), "aws4_request");

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Encode(ReadOnlySpan<byte> utf8, bool keepSlash)
    {
        var encoded = new StringBuilder(utf8.Length);
        foreach (var value in utf8)
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' || (keepSlash && value == '/')) encoded.Append((char)value);
            else encoded.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }
}
