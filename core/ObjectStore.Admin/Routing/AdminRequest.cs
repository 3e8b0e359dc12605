using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Auth;

namespace ObjectStore.Admin.Routing;

/// <summary>A request of an admin: its query and body, checked, and the ways to answer it.</summary>
internal sealed class AdminRequest(HttpContext http, AuthenticatedRequest authenticated)
{
    private static readonly byte[] NewLine = [(byte)'\n'];

    public HttpContext Http => http;

    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>Reads a body of JSON, which the server's limit bounds.</summary>
    /// <exception cref="AdminException">It is not what the signature says, or not what is asked for.</exception>
    public async ValueTask<T> ReadJsonAsync<T>(JsonTypeInfo<T> type)
        where T : class
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, Aborted);
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        RequireSigned(SHA256.HashData(bytes.Span));
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, type) ?? throw AdminException.Invalid("The body is null.");
        }
        catch (JsonException exception)
        {
            throw AdminException.Invalid($"The body is not the JSON that is asked for{(exception.Path is { } path ? $" (at {path})" : "")}.");
        }
    }

    /// <summary>Refuses a body where none is asked for.</summary>
    public void RequireNoBody()
    {
        if (http.Request.ContentLength > 0) throw AdminException.Invalid("This takes no body.");
    }

    /// <summary>Compares what a body hashes to with what was signed.</summary>
    public void RequireSigned(ReadOnlySpan<byte> sha256)
    {
        if (authenticated.IsChunked) throw AdminException.Invalid("The admin API takes no bodies in chunks that are signed one by one.");
        if (authenticated.PayloadSigning == PayloadSigning.Hash && !authenticated.PayloadSha256.Span.SequenceEqual(sha256))
            throw AdminException.Invalid("The body is not the one that was signed.");
    }

    /// <summary>A number in the query.</summary>
    public int Number(string name, int min, int max, int otherwise)
    {
        if (!http.Request.Query.TryGetValue(name, out var values)) return otherwise;
        return int.TryParse(values, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw AdminException.Invalid($"'{name}' is not a number from {min} to {max}.");
    }

    /// <summary><c>true</c> or <c>false</c> in the query; false when it is not there.</summary>
    public bool Flag(string name)
    {
        if (!http.Request.Query.TryGetValue(name, out var values)) return false;
        return bool.TryParse(values, out var flag) ? flag : throw AdminException.Invalid($"'{name}' is neither true nor false.");
    }

    /// <summary>Answers with JSON.</summary>
    public async Task AnswerAsync<T>(T answer, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer, type), Aborted);
    }

    /// <summary>Writes one line of an answer of JSON lines, and has it sent.</summary>
    public async Task WriteLineAsync<T>(T line, JsonTypeInfo<T> type)
    {
        if (!http.Response.HasStarted) http.Response.ContentType = "application/jsonl";
        await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, type), Aborted);
        await http.Response.Body.WriteAsync(NewLine, Aborted);
        await http.Response.Body.FlushAsync(Aborted);
    }
}
