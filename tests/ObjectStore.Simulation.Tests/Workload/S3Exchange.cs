using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ObjectStore.ProcessTesting;

namespace ObjectStore.Simulation.Tests.Workload;

/// <summary>One request and its answer, in place of a connection: signed as a client signs it, handed to the gateway's handler as Kestrel hands it over.</summary>
internal sealed class S3Exchange : IHttpRequestLifetimeFeature, IDisposable
{
    private const string Host = "127.0.0.1:9000";

    private static readonly RequestSigner Signer = new(S3Call.User.AccessKey, S3Call.User.SecretKey);

    private readonly MemoryStream _received = new();
    private readonly DefaultHttpContext _http = new();
    private readonly string _method;
    private bool _isAborted;

    public S3Exchange(S3Call call, DateTimeOffset now, CancellationToken aborted)
    {
        _method = call.Method;
        RequestAborted = aborted;
        _http.Features.Set<IHttpRequestLifetimeFeature>(this);
        _http.Features.Set<IHttpResponseFeature>(new Head(_received));
        _http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(_received));
        var request = _http.Request;
        (request.Method, request.Protocol, request.Scheme) = (call.Method, "HTTP/1.1", "http");
        request.Body = new MemoryStream(call.Body, writable: false);
        request.ContentLength = call.Body.Length;
        var query = call.Query.Count == 0 ? "" : "?" + RequestSigner.EncodeQuery(call.Query);
        _http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = RequestSigner.EncodePath(call.Path) + query;
        request.Path = call.Path;
        request.QueryString = new QueryString(query);
        var toSign = new RequestToSign
        {
            Method = call.Method,
            Host = Host,
            Path = call.Path,
            Query = call.Query,
            Headers = call.Headers,
            PayloadHash = RequestSigner.HashPayload(call.Body),
        };
        foreach (var (name, value) in Signer.Sign(toSign, now)) request.Headers[name] = value;
    }

    public CancellationToken RequestAborted { get; set; }

    /// <summary>Has the handler answer.</summary>
    public async Task<S3Answer> RunAsync(Func<HttpContext, Task> handler)
    {
        await handler(_http);
        if (!_isAborted) await _http.Response.BodyWriter.FlushAsync(CancellationToken.None);
        var response = _http.Response;
        var body = _received.ToArray();
        var isWhole = !_isAborted && (response.ContentLength is not { } length || length == body.Length || _method == "HEAD");
        return new S3Answer(
            _isAborted && body.Length == 0 ? 0 : response.StatusCode,
            isWhole,
            response.Headers.ETag.Count > 0 ? response.Headers.ETag.ToString().Trim('"') : null,
            response.Headers.ContentRange.Count > 0 ? response.Headers.ContentRange.ToString() : null,
            body);
    }

    public void Abort() => _isAborted = true;

    public void Dispose() => _received.Dispose();

    /// <summary>Once bytes have gone, the head has.</summary>
    private sealed class Head(MemoryStream received) : HttpResponseFeature
    {
        public override bool HasStarted => received.Length > 0;
    }
}
