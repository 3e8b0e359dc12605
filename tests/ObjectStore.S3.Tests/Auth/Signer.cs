using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ObjectStore.S3.Tests.Auth;

/// <summary>A client's side of signature version 4, written from the specification with strings and lists, apart from what it tests.</summary>
internal sealed class Signer
{
    public string AccessKey { get; init; } = Credentials.AccessKey;

    public string SecretKey { get; init; } = Credentials.SecretKey;

    public string Region { get; init; } = "us-east-1";

    public required DateTimeOffset Now { get; init; }

    public bool SendsAmzDate { get; init; } = true;

    public string Timestamp => Now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    public string Scope => $"{Timestamp[..8]}/{Region}/s3/aws4_request";

    /// <summary>Signs host and every other header of the request, and sets Authorization.</summary>
    /// <returns>The signature.</returns>
    public string Sign(HttpRequest request, string payloadHash = "UNSIGNED-PAYLOAD")
    {
        request.Headers.Remove("Authorization");
        if (SendsAmzDate) request.Headers["x-amz-date"] = Timestamp;
        request.Headers["x-amz-content-sha256"] = payloadHash;
        var names = request.Headers.Keys.Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal).ToList();
        var (path, query) = Split(request.Target());
        var signature = Signature(CanonicalRequest(request, path, query, names, payloadHash));
        request.Headers.Authorization =
            $"AWS4-HMAC-SHA256 Credential={AccessKey}/{Scope}, SignedHeaders={string.Join(';', names)}, Signature={signature}";
        return signature;
    }

    /// <summary>Puts a signature of the host header into the query of the request.</summary>
    public void Presign(HttpRequest request, int expiresSeconds, string? expiresText = null)
    {
        var (path, query) = Split(request.Target());
        var names = request.Headers.Keys.Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal).ToList();
        query = string.Join('&', new[]
        {
            query,
            "X-Amz-Algorithm=AWS4-HMAC-SHA256",
            "X-Amz-Credential=" + Uri.EscapeDataString($"{AccessKey}/{Scope}"),
            "X-Amz-Date=" + Timestamp,
            "X-Amz-Expires=" + (expiresText ?? expiresSeconds.ToString(CultureInfo.InvariantCulture)),
            "X-Amz-SignedHeaders=" + Uri.EscapeDataString(string.Join(';', names)),
        }.Where(part => part.Length > 0));
        var signature = Signature(CanonicalRequest(request, path, query, names, "UNSIGNED-PAYLOAD"));
        request.SetTarget($"{path}?{query}&X-Amz-Signature={signature}");
    }

    public string ChunkSignature(string previous, ReadOnlySpan<byte> chunk) => Hex(Hmac(Key(), string.Join(
        '\n', "AWS4-HMAC-SHA256-PAYLOAD", Timestamp, Scope, previous, Hex(SHA256.HashData([])), Hex(SHA256.HashData(chunk)))));

    public string TrailerSignature(string previous, string trailer) => Hex(Hmac(Key(), string.Join(
        '\n', "AWS4-HMAC-SHA256-TRAILER", Timestamp, Scope, previous, Hex(SHA256.HashData(Encoding.ASCII.GetBytes(trailer))))));

    public static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static (string Path, string Query) Split(string target)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? (target, string.Empty) : (target[..question], target[(question + 1)..]);
    }

    private static string CanonicalRequest(HttpRequest request, string path, string query, List<string> names, string payloadHash)
    {
        var parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2))
            .Select(pair => (Name: Escape(Uri.UnescapeDataString(pair[0])), Value: Escape(Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? string.Empty))))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
            .Select(pair => $"{pair.Name}={pair.Value}");
        var headers = names.Select(name => $"{name}:{string.Join(',', request.Headers[name].Select(Collapse))}\n");
        var canonicalPath = string.Join('/', path.Split('/').Select(part => Escape(Uri.UnescapeDataString(part))));
        return string.Join(
            '\n', request.Method, canonicalPath, string.Join('&', parameters), string.Concat(headers), string.Join(';', names), payloadHash);
    }

    private static string Collapse(string? value) =>
        string.Join(' ', (value ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~') escaped.Append((char)value);
            else escaped.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
        }

        return escaped.ToString();
    }

    private string Signature(string canonicalRequest) => Hex(Hmac(
        Key(),
        string.Join('\n', "AWS4-HMAC-SHA256", Timestamp, Scope, Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest))))));

    private byte[] Key()
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + SecretKey);
        foreach (var part in Scope.Split('/')) key = Hmac(key, part);
        return key;
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
