using ObjectStore.ProcessTesting;

namespace ObjectStore.Faults.Tests.Load;

/// <summary>Sends signed requests to the gateways, once each: no retries. Thread-safe.</summary>
internal sealed class S3Client(IReadOnlyList<Uri> endpoints, RequestSigner signer, ErrorLog errors) : IDisposable
{
    /// <summary>A request that takes longer hangs: gateways give up after three attempts of ten seconds.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(60) }) { Timeout = Timeout };

    public int GatewayCount => endpoints.Count;

    /// <summary>Sends a request and reads the whole answer.</summary>
    public async Task<S3Answer> SendAsync(int gateway, S3Call call, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var answer = await TrySendAsync(endpoints[gateway], call, cancellationToken);
        errors.Note(gateway, call, answer, begun);
        return answer;
    }

    public void Dispose() => _http.Dispose();

    private async Task<S3Answer> TrySendAsync(Uri endpoint, S3Call call, CancellationToken cancellationToken)
    {
        using var request = CreateRequest(endpoint, call);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return new S3Answer((int)response.StatusCode, response.Headers.ETag?.Tag.Trim('"') ?? "", body, "");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new S3Answer(0, "", [], ErrorLog.Broken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new S3Answer(0, "", [], ErrorLog.Hung);
        }
    }

    private HttpRequestMessage CreateRequest(Uri endpoint, S3Call call)
    {
        var query = call.Query.Count == 0 ? "" : "?" + RequestSigner.EncodeQuery(call.Query);
        var request = new HttpRequestMessage(call.Method, new Uri(endpoint, RequestSigner.EncodePath(call.Path) + query));
        if (call.Body is not null) request.Content = new ByteArrayContent(call.Body);
        var toSign = new RequestToSign
        {
            Method = call.Method.Method,
            Host = endpoint.Authority,
            Path = call.Path,
            Query = call.Query,
            Headers = call.Headers,
            PayloadHash = call.Body is { Length: > 0 } ? RequestSigner.UnsignedPayload : RequestSigner.EmptyPayloadHash,
        };
        foreach (var (name, value) in signer.Sign(toSign, TimeProvider.System.GetUtcNow())) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}
