using System.Net.Security;
using ObjectStore.Rpc.Calls;

namespace ObjectStore.Rpc.Client;

/// <summary>Calls to one peer over a few HTTP/2 connections, which are made when needed and made again when lost. Thread-safe.</summary>
public sealed class RpcChannel : IDisposable
{
    private readonly HttpMessageInvoker[] _connections;
    private readonly RpcChannelOptions _options;
    private readonly TimeProvider _time;
    private uint _next;

    /// <summary>A channel; connects to nothing yet.</summary>
    /// <param name="address">Scheme, host and port. With https, <paramref name="tls"/> is used.</param>
    /// <param name="tls">Own certificate and how the peer's is judged; null for plain text.</param>
    /// <param name="options">Bounds and deadlines.</param>
    /// <param name="time">Clock of deadlines.</param>
    public RpcChannel(Uri address, SslClientAuthenticationOptions? tls, RpcChannelOptions options, TimeProvider time)
    {
        (Address, _options, _time) = (address, options, time);
        _connections = [.. Enumerable.Range(0, options.ConnectionsPerPeer).Select(_ => new HttpMessageInvoker(new ConnectionLossHandler(Handler(tls, options))))];
    }

    /// <summary>The peer.</summary>
    public Uri Address { get; }

    /// <summary>Calls with one request and one response.</summary>
    /// <exception cref="RpcException">Any end but OK; Unavailable when the peer cannot be reached.</exception>
    public async Task<TResponse> UnaryCallAsync<TRequest, TResponse>(Method<TRequest, TResponse> method, TRequest request, CallOptions options)
    {
        using var call = new RpcCall<TRequest, TResponse>(this, method, options);
        call.Start(new SingleMessageContent<TRequest>(request, method.RequestMarshaller, _options.MessageBytesMax));
        return await call.ReadSingleAsync().ConfigureAwait(false);
    }

    /// <summary>Calls with one request and a stream of responses. The caller disposes the call, which cancels it if it has not ended.</summary>
    public RpcCall<TRequest, TResponse> ServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, TRequest request, CallOptions options)
    {
        var call = new RpcCall<TRequest, TResponse>(this, method, options);
        call.Start(new SingleMessageContent<TRequest>(request, method.RequestMarshaller, _options.MessageBytesMax));
        return call;
    }

    /// <summary>Calls with a stream of requests; for one response see <see cref="RpcCall{TRequest,TResponse}.ReadSingleAsync"/>. The caller disposes the call.</summary>
    public RpcCall<TRequest, TResponse> StreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, CallOptions options)
    {
        var call = new RpcCall<TRequest, TResponse>(this, method, options);
        var content = new MessageStreamContent<TRequest>(method.RequestMarshaller, _options.MessageBytesMax);
        call.Start(content);
        call.RequestStream = content;
        return call;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var connection in _connections) connection.Dispose();
    }

    internal TimeProvider Time => _time;

    internal int MessageBytesMax => _options.MessageBytesMax;

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _connections[Interlocked.Increment(ref _next) % (uint)_connections.Length].SendAsync(request, cancellationToken);

    private static SocketsHttpHandler Handler(SslClientAuthenticationOptions? tls, RpcChannelOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            EnableMultipleHttp2Connections = false,
            ConnectTimeout = options.ConnectTimeout,
            InitialHttp2StreamWindowSize = options.StreamWindowBytes,
            KeepAlivePingDelay = options.KeepAliveDelay,
            KeepAlivePingTimeout = options.KeepAliveTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionLifetime = options.ConnectionLifetime,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ActivityHeadersPropagator = null,
        };
        if (tls is not null) handler.SslOptions = tls;
        return handler;
    }
}
