using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ObjectStore.ProcessTesting;

/// <summary>Signs requests with AWS Signature Version 4 in headers, written after the public description of the algorithm.</summary>
/// <remarks>An implementation apart from the server's, so that one checks the other. Thread-safe.</remarks>
public sealed class RequestSigner(string accessKey, string secretKey, string region = "us-east-1")
{
    /// <summary>Says that the payload is not covered by the signature.</summary>
    public const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    /// <summary>SHA-256 of no bytes.</summary>
    public const string EmptyPayloadHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /// <summary>SHA-256 in lower-case hexadecimal, as <c>x-amz-content-sha256</c> wants it.</summary>
    public static string HashPayload(ReadOnlySpan<byte> payload) => Convert.ToHexStringLower(SHA256.HashData(payload));

    /// <summary>Returns the headers that make the request authentic: those given, and those of the signature.</summary>
    /// <param name="request">What is asked for. All its headers are signed.</param>
    /// <param name="now">The time that the request carries.</param>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(RequestToSign request, DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = request.Host,
            ["x-amz-content-sha256"] = request.PayloadHash,
            ["x-amz-date"] = time,
        };
        foreach (var (name, value) in request.Headers)
            headers[name.ToLowerInvariant()] = value.Trim();
        var names = string.Join(';', headers.Keys);
        var canonical = new StringBuilder()
            .Append(request.Method).Append('\n')
            .Append(EncodePath(request.Path)).Append('\n')
            .Append(EncodeQuery(request.Query)).Append('\n');
        foreach (var (name, value) in headers)
            canonical.Append(name).Append(':').Append(value).Append('\n');
        canonical.Append('\n').Append(names).Append('\n').Append(request.PayloadHash);
        var scope = $"{time[..8]}/{region}/s3/aws4_request";
        var text = $"{Algorithm}\n{time}\n{scope}\n{HashPayload(Encoding.UTF8.GetBytes(canonical.ToString()))}";
        var signature = Convert.ToHexStringLower(Hash(DeriveKey(time[..8]), text));
        headers["authorization"] = $"{Algorithm} Credential={accessKey}/{scope},SignedHeaders={names},Signature={signature}";
        return [.. headers];
    }

    /// <summary>Percent-encodes a path as S3 wants it: every byte but unreserved characters and the slash, once.</summary>
    public static string EncodePath(string path) => Encode(path, keepSlash: true);

    /// <summary>Percent-encodes and sorts query parameters.</summary>
    public static string EncodeQuery(IReadOnlyList<KeyValuePair<string, string>> query) =>
        string.Join('&', query
            .Select(pair => (Name: Encode(pair.Key, keepSlash: false), Value: Encode(pair.Value, keepSlash: false)))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
            .Select(pair => $"{pair.Name}={pair.Value}"));

    private byte[] DeriveKey(string date) =>
        Hash(Hash(Hash(Hash(Encoding.UTF8.GetBytes("AWS4" + secretKey), date), region), "s3"), "aws4_request");

    private static byte[] Hash(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Encode(string text, bool keepSlash)
    {
        var encoded = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (Unreserved.Contains((char)value, StringComparison.Ordinal) || (keepSlash && value == '/'))
                encoded.Append((char)value);
            else
                encoded.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }
        return encoded.ToString();
    }
}
