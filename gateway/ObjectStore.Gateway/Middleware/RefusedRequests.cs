using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using ObjectStore.Gateway.Metrics;
using ObjectStore.Gateway.Options;

namespace ObjectStore.Gateway.Middleware;

/// <summary>
/// Answers requests that Kestrel refuses before they reach <see cref="S3RequestHandler"/>: a request line or headers that are not HTTP, a
/// length that is no number, a path with <c>%00</c>, headers over the limit. Kestrel alone would answer with a status and nothing else.
/// </summary>
/// <remarks>
/// Kestrel announces each refusal on the diagnostic listener, on the connection's own turn, before it answers; it ends the connection afterwards, and
/// adds nothing to an answer that has begun by then. So the answer is begun here: Kestrel formats the head, and the body follows it into the
/// connection's output. Nothing that is sent otherwise passes through this type, and an answer of the application is never touched: it has begun.
/// With HTTP/2 Kestrel resets the stream or the connection instead (RFC 9113 §8.1.1); that is left as it is. Thread-safe.
/// </remarks>
internal sealed class RefusedRequests(DiagnosticListener diagnostics, RequestIds requestIds, GatewayMetrics metrics, GatewayOptions options)
    : IObserver<KeyValuePair<string, object?>>, IDisposable
{
    /// <summary>Name of the event (ASP.NET Core documentation, "Diagnostics in Kestrel"); its value is the features of the request.</summary>
    private const string EventName = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private IDisposable? _subscription;

    /// <summary>Begins to answer. Called once.</summary>
    public void Listen() => _subscription = diagnostics.Subscribe(this, static name => name == EventName);

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == EventName && value.Value is IFeatureCollection features) Answer(features);
    }

    public void OnCompleted()
    {
        // The listener ends with the host.
    }

    public void OnError(Exception error)
    {
        // A diagnostic listener reports none.
    }

    public void Dispose() => _subscription?.Dispose();

    private void Answer(IFeatureCollection features)
    {
        var request = features.Get<IHttpRequestFeature>();
        var response = features.Get<IHttpResponseFeature>();
        if (request is null || response is null or { HasStarted: true }) return;
        if (features.Get<IBadRequestExceptionFeature>()?.Error is not BadHttpRequestException exception) return;
        if (features.Get<IConnectionTransportFeature>()?.Transport is not { } transport) return;

        // With HTTP/2 the output of the connection holds frames of many streams.
        if (features.Get<IHttp2StreamIdFeature>() is not null) return;

        // Another version of HTTP. Kestrel tells a client of HTTP/2 in its own words to use HTTP/1.1; no other would understand an answer.
        if (exception.StatusCode == StatusCodes.Status505HttpVersionNotsupported) return;

        // The target is kept before it is decoded, the method after that.
        var isTargetRefused = request is { RawTarget: not null, Method: "" };
        var error = BadRequests.OfHead(exception, isTargetRefused, options.RequestHeaderBytesMax);
        var http = new DefaultHttpContext(features);
        var requestId = requestIds.Stamp(response.Headers);
        var document = ErrorAnswer.Prepare(http, error, requestId, requestIds.ProcessId);
        response.Headers.Connection = "close";

        // Only formats the head; there is nothing to wait for.
        if (!http.Response.StartAsync(CancellationToken.None).IsCompletedSuccessfully) return;
        transport.Output.Write(document.Span);
        metrics.Ended(operation: null, error.Status, TimeSpan.Zero);
    }
}
