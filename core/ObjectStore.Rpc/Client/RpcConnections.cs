using System.Net.Security;

namespace ObjectStore.Rpc.Client;

/// <summary>The HTTP/2 connections of a process to its peers, <see cref="RpcChannelOptions.ConnectionsPerPeer"/> to each, made when needed and made again when lost. Thread-safe.</summary>
/// <remarks>All channels share them: what looks after connections is there once, not once for each peer. Those to a peer that nobody calls any more end by themselves.</remarks>
public sealed class RpcConnections : IDisposable
{
    /// <summary>Nodes that are there are asked how they are every second, over each connection in turn.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(2);

    private readonly HttpMessageInvoker[] _connections;
    private uint _next;

    /// <summary>Connects to nothing yet.</summary>
    /// <param name="tls">Own certificate and how the peers' are judged; null for plain text. Peers whose scheme is https need it.</param>
    /// <param name="options">Bounds and deadlines.</param>
    public RpcConnections(SslClientAuthenticationOptions? tls, RpcChannelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Tls, Options) = (tls, options);
        _connections = [.. Enumerable.Range(0, options.ConnectionsPerPeer).Select(_ => new HttpMessageInvoker(new ConnectionLossHandler(Handler(tls, options))))];
    }

    internal SslClientAuthenticationOptions? Tls { get; }

    internal RpcChannelOptions Options { get; }

    /// <summary>Ends all connections.</summary>
    public void Dispose()
    {
        foreach (var connection in _connections) connection.Dispose();
    }

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
            PooledConnectionIdleTimeout = IdleTimeout,
            ActivityHeadersPropagator = null,
        };
        if (tls is not null) handler.SslOptions = tls;
        return handler;
    }
}
