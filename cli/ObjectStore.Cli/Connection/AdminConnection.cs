using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ObjectStore.AdminApi;

namespace ObjectStore.Cli.Connection;

/// <summary>Calls the admin API. What goes wrong ends as a <see cref="CliException"/> whose line says who said no.</summary>
internal sealed class AdminConnection(Uri endpoint, RequestSigner signer) : IDisposable
{
    private readonly SignedClient _client = new(endpoint, signer, ErrorOf);

    /// <summary>Asks for a result.</summary>
    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken, params (string Name, string Value)[] query) =>
        ReadAsync(new HttpRequestMessage(HttpMethod.Get, _client.UriOf(path, query)), RequestSigner.HashOf([]), type, cancellationToken);

    /// <summary>Asks for a change.</summary>
    public Task<TResult> PostAsync<TBody, TResult>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TResult> resultType, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, bodyType);
        var request = new HttpRequestMessage(HttpMethod.Post, _client.UriOf(path)) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return ReadAsync(request, RequestSigner.HashOf(bytes), resultType, cancellationToken);
    }

    /// <summary>Opens an answer that is read as it comes; the caller disposes it.</summary>
    /// <param name="method">GET or POST.</param>
    /// <param name="path">One of <see cref="AdminPaths"/>.</param>
    /// <param name="query">Parameters.</param>
    /// <param name="body">Sent as it is, not covered by the signature; or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<HttpResponseMessage> OpenAsync(
        HttpMethod method, string path, (string Name, string Value)[] query, HttpContent? body, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, _client.UriOf(path, query)) { Content = body };

        // A refusal must not be lost in a connection that breaks under a body that nobody reads.
        request.Headers.ExpectContinue = body is not null;
        return _client.SendAsync(request, body is null ? RequestSigner.HashOf([]) : RequestSigner.UnsignedPayload, cancellationToken);
    }

    /// <summary>The lines of an answer of JSON lines.</summary>
    public static async IAsyncEnumerable<T> ReadLinesAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await ReadLineAsync(reader, cancellationToken) is { } line) yield return Parse(line, type);
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    private static async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new CliException(ExitCode.Failed, "The server broke the answer off; its log says why.", exception);
        }
    }

    private async Task<T> ReadAsync<T>(HttpRequestMessage request, string payloadHash, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await _client.SendAsync(request, payloadHash, cancellationToken);
        return Parse(await response.Content.ReadAsStringAsync(cancellationToken), type);
    }

    private static T Parse<T>(string text, JsonTypeInfo<T> type)
    {
        try
        {
            if (JsonSerializer.Deserialize(text, type) is { } value) return value;
        }
        catch (JsonException)
        {
            // Said below, in the words of the person at the terminal.
        }

        throw new CliException(ExitCode.Failed, "The answer is not one of the admin API of this release.");
    }

    private static string ErrorOf(HttpResponseMessage response, string? text)
    {
        try
        {
            if (text is not null && JsonSerializer.Deserialize(text, AdminJson.Default.ErrorBody) is { } error) return $"{error.Message} ({error.Code})";
        }
        catch (JsonException)
        {
            // Not an answer of the admin API: the status is all there is to say.
        }

        return $"The server answered {(int)response.StatusCode} {response.ReasonPhrase}. Is this the admin endpoint?";
    }
}
