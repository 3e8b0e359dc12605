using System.Net;

namespace ObjectStore.ProcessTesting;

/// <summary>Calls the admin API of a store as its root identity.</summary>
public sealed class AdminClient(StandaloneProcess standalone) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly RequestSigner _signer = new(standalone.Settings.AccessKey, standalone.Settings.SecretKey);

    /// <summary>Sends a request without a body, signed unless told otherwise.</summary>
    /// <returns>Status and body of the answer.</returns>
    public async Task<(HttpStatusCode Status, string Body)> SendAsync(
        HttpMethod method, string path, CancellationToken cancellationToken, bool isSigned = true)
    {
        using var request = new HttpRequestMessage(method, new Uri(standalone.AdminEndpoint, path));
        if (isSigned)
        {
            var toSign = new RequestToSign { Method = method.Method, Host = standalone.AdminEndpoint.Authority, Path = path };
            foreach (var (name, value) in _signer.Sign(toSign, TimeProvider.System.GetUtcNow()))
                request.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await _http.SendAsync(request, cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
