using System.Net.Security;

namespace ObjectStore.Rpc.Client;

/// <summary>The HTTP/2 connections of a process to its peers, <see cref="RpcChannelOptions.ConnectionsPerPeer"/> to each, made when needed and made again when lost. Thread-safe.</summary>
/// <remarks>All channels share them: what looks after connections is there once, not once for each peer. Those to a peer that nobody calls any more end by themselves.</remarks>
public sealed class RpcConnections : IDisposable
{
    /// <summary>Nodes that are there are asked how they are every second, over each connection in turn.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(2);

    private readonly HttpMessageInvoker[] _connections;

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

    /// <summary>Sends a request over one of the connections to its peer.</summary>
    /// <param name="request">Names the peer.</param>
    /// <param name="turn">Which of them: each peer counts for itself, or those that are called in the same order would have one connection each.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, uint turn, CancellationToken cancellationToken) =>
        _connections[turn % (uint)_connections.Length].SendAsync(request, cancellationToken);

    private static SocketsHttpHandler Handler(SslClientAuthenticationOptions? tls, RpcChannelOptions options)
    {
        var handler = PeerHandler.Create(tls, options);
        handler.EnableMultipleHttp2Connections = false;
        handler.InitialHttp2StreamWindowSize = options.StreamWindowBytes;
        handler.KeepAlivePingDelay = options.KeepAliveDelay;
        handler.KeepAlivePingTimeout = options.KeepAliveTimeout;
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
        handler.PooledConnectionIdleTimeout = IdleTimeout;
        return handler;
    }
}
