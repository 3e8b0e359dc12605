namespace ObjectStore.Cli.Connection;

/// <summary>Sends signed requests to one endpoint. What does not succeed ends as a <see cref="CliException"/> whose line says who said no.</summary>
/// <param name="endpoint">Where to.</param>
/// <param name="signer">Signs them.</param>
/// <param name="errorOf">What a person is told of an answer that is an error: from its text, null where that cannot be read.</param>
internal sealed class SignedClient(Uri endpoint, RequestSigner signer, Func<HttpResponseMessage, string?, string> errorOf) : IDisposable
{
    private const int ErrorBytesMax = 64 << 10;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(10) }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The address of a path.</summary>
    public Uri UriOf(string path, params (string Name, string Value)[] query) => RequestSigner.UriOf(endpoint, path, query);

    /// <summary>Sends a request; gives the answer when it has begun, which the caller disposes.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string payloadHash, CancellationToken cancellationToken)
    {
        signer.Sign(request, payloadHash);
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new CliException(ExitCode.Unreachable, $"{endpoint.GetLeftPart(UriPartial.Authority)} cannot be reached: {exception.GetBaseException().Message}", exception);
        }

        if (response.IsSuccessStatusCode) return response;
        using (response) throw new CliException(ExitCode.Failed, errorOf(response, await TryReadTextAsync(response, cancellationToken)));
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static async Task<string?> TryReadTextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(ErrorBytesMax, cancellationToken);
            return await response.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (HttpRequestException)
        {
            // Broken off, or too long for an error: the status is all there is to say.
            return null;
        }
    }
}
