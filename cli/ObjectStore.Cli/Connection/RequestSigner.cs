using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ObjectStore.Cli.Connection;

/// <summary>Signs requests with AWS signature version 4 in headers, for the service s3 (S3 API reference, "Authenticating requests"). Thread-safe.</summary>
internal sealed class RequestSigner(Credentials credentials, string region, TimeProvider time)
{
    /// <summary>Says that the signature does not cover the body.</summary>
    public const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string SignedHeaders = "host;x-amz-content-sha256;x-amz-date";

    /// <summary>SHA-256 of a body as the header wants it.</summary>
    public static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <summary>Makes the URI of a request whose bytes on the wire are those that are signed.</summary>
    /// <param name="endpoint">Scheme, host and port.</param>
    /// <param name="path">From the slash on, not percent-encoded.</param>
    /// <param name="query">Names and values, not percent-encoded.</param>
    public static Uri UriOf(Uri endpoint, string path, params ReadOnlySpan<(string Name, string Value)> query)
    {
        var pairs = new List<string>();
        foreach (var (name, value) in query) pairs.Add($"{Encode(name, keepSlash: false)}={Encode(value, keepSlash: false)}");
        pairs.Sort(StringComparer.Ordinal);
        var text = $"{endpoint.Scheme}://{endpoint.Authority}{Encode(path, keepSlash: true)}{(pairs.Count > 0 ? "?" : "")}{string.Join('&', pairs)}";
        return new Uri(text, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    /// <summary>Adds the headers of the signature to a request whose URI is from <see cref="UriOf"/>.</summary>
    public void Sign(HttpRequestMessage request, string payloadHash)
    {
        var uri = request.RequestUri!;
        var timestamp = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var canonical = $"{request.Method.Method}\n{uri.AbsolutePath}\n{uri.Query.TrimStart('?')}\n"
            + $"host:{uri.Authority}\nx-amz-content-sha256:{payloadHash}\nx-amz-date:{timestamp}\n\n{SignedHeaders}\n{payloadHash}";
        var scope = $"{timestamp[..8]}/{region}/s3/aws4_request";
        var toSign = $"{Algorithm}\n{timestamp}\n{scope}\n{HashOf(Encoding.UTF8.GetBytes(canonical))}";
        var signature = Convert.ToHexStringLower(Hmac(KeyOf(timestamp[..8]), toSign));
        request.Headers.Host = uri.Authority;
        request.Headers.TryAddWithoutValidation("x-amz-content-sha256", payloadHash);
        request.Headers.TryAddWithoutValidation("x-amz-date", timestamp);
        request.Headers.TryAddWithoutValidation("Authorization", $"{Algorithm} Credential={credentials.AccessKey}/{scope},SignedHeaders={SignedHeaders},Signature={signature}");
    }

    private byte[] KeyOf(string day) => Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("AWS4" + credentials.SecretKey), day), region), "s3"), "aws4_request");

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Encode(string text, bool keepSlash)
    {
        var encoded = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' || (keepSlash && value == '/')) encoded.Append((char)value);
            else encoded.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }
}
