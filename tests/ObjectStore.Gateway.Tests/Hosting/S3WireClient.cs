using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace ObjectStore.Gateway.Tests.Hosting;

/// <summary>
/// A client that sends exactly the bytes that a test wants: no normalisation of paths, no help with headers. One connection a request, unless
/// <see cref="ConnectAsync"/> is used. Signs with signature version 4, written apart from the code under test.
/// </summary>
internal sealed class S3WireClient(IPEndPoint endpoint)
{
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    public async Task<S3Response> SendAsync(S3Request request)
    {
        using var connection = await ConnectAsync();
        await connection.WriteAsync(Head(request));
        await connection.WriteAsync(request.Body);
        return await connection.ReadAsync(request.Method);
    }

    public Task<S3Response> SendAsync(string method, string target, byte[]? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(new S3Request(method, target) { Body = body ?? [], Headers = [.. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))] });

    public async Task<S3Connection> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(endpoint);
        return new S3Connection(client);
    }

    /// <summary>Request line and headers, signed.</summary>
    public byte[] Head(S3Request request)
    {
        var text = new StringBuilder().Append(request.Method).Append(' ').Append(request.Target).Append(" HTTP/1.1\r\n");
        foreach (var (name, value) in Headers(request)) text.Append(name).Append(": ").Append(value).Append("\r\n");
        return Encoding.UTF8.GetBytes(text.Append("\r\n").ToString());
    }

    /// <summary>All headers, signed.</summary>
    public List<KeyValuePair<string, string>> Headers(S3Request request)
    {
        var now = TimeProvider.System.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var hash = request.PayloadHash ?? (request.Body.Length == 0 ? EmptyHash : Convert.ToHexStringLower(SHA256.HashData(request.Body)));
        var headers = new List<KeyValuePair<string, string>>(request.Headers) { new("host", request.Host ?? endpoint.ToString()) };
        if (request.Signer is not null)
        {
            headers.Add(new("x-amz-date", now));
            headers.Add(new("x-amz-content-sha256", hash));
            headers.Add(new("authorization", Authorization(request, headers, now, hash)));
        }

        headers.AddRange(request.UnsignedHeaders);
        if (request.ContentLength is { Length: > 0 }) headers.Add(new("content-length", request.ContentLength));
        if (request.ContentLength is null) headers.Add(new("content-length", request.Body.Length.ToString(CultureInfo.InvariantCulture)));
        return headers;
    }

    /// <summary>A presigned target for whoever has it, valid for a minute: <paramref name="target"/> with what its signature needs.</summary>
    public string Presigned(string method, string target)
    {
        var signer = TestIdentities.Alice;
        var now = TimeProvider.System.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var all = $"{target}{(target.Contains('?', StringComparison.Ordinal) ? '&' : '?')}X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={signer.AccessKey}%2F{now[..8]}%2Fus-east-1%2Fs3%2Faws4_request"
            + $"&X-Amz-Date={now}&X-Amz-Expires=60&X-Amz-SignedHeaders=host";
        return $"{all}&X-Amz-Signature={Signature(new S3Request(method, all), [new("host", endpoint.ToString())], now, "UNSIGNED-PAYLOAD", out _)}";
    }

    private static string Authorization(S3Request request, List<KeyValuePair<string, string>> headers, string now, string hash)
    {
        var signature = Signature(request, headers, now, hash, out var names);
        return $"AWS4-HMAC-SHA256 Credential={request.Signer!.AccessKey}/{now[..8]}/{request.Region}/{request.Service}/aws4_request, SignedHeaders={names}, Signature={signature}";
    }

    private static string Signature(S3Request request, List<KeyValuePair<string, string>> headers, string now, string hash, out string names)
    {
        var signer = request.Signer!;
        var question = request.Target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? request.Target : request.Target[..question];
        var query = question < 0 ? "" : request.Target[(question + 1)..];
        var sorted = headers
            .GroupBy(header => header.Key.ToLowerInvariant())
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => KeyValuePair.Create(group.Key, string.Join(",", group.Select(header => Canonical(header.Value)))))
            .ToList();
        names = string.Join(";", sorted.Select(header => header.Key));
        var canonical = string.Join(
            "\n",
            [request.Method, Escape(path, isPath: true), Query(query), .. sorted.Select(header => $"{header.Key}:{header.Value}"), "", names, hash]);
        var scope = $"{now[..8]}/{request.Region}/{request.Service}/aws4_request";
        var toSign = $"AWS4-HMAC-SHA256\n{now}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + signer.SecretKey);
        foreach (var step in new[] { now[..8], request.Region, request.Service, "aws4_request" }) key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(step));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
    }

    private static string Canonical(string value)
    {
        value = value.Trim();
        while (value.Contains("  ", StringComparison.Ordinal)) value = value.Replace("  ", " ", StringComparison.Ordinal);
        return value;
    }

    private static string Query(string query) => query.Length == 0
        ? ""
        : string.Join("&", query.Split('&').Select(EscapePair).OrderBy(pair => pair, StringComparer.Ordinal));

    private static string EscapePair(string pair)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? Escape(pair, isPath: false) + "=" : $"{Escape(pair[..equals], isPath: false)}={Escape(pair[(equals + 1)..], isPath: false)}";
    }

    private static string Escape(string text, bool isPath)
    {
        var escaped = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var value = text[i];
            if (value == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                value = (char)Convert.ToByte(text.Substring(i + 1, 2), 16);
                i += 2;
            }

            if (char.IsAsciiLetterOrDigit(value) || "-._~".Contains(value, StringComparison.Ordinal) || (isPath && value == '/')) escaped.Append(value);
            else escaped.Append(CultureInfo.InvariantCulture, $"%{(int)value:X2}");
        }

        return escaped.ToString();
    }
}
