using System.Net.Security;

namespace ObjectStore.Rpc.Client;

/// <summary>What all connections to peers have in common, whatever goes over them.</summary>
internal static class PeerHandler
{
    /// <summary>A handler whose connections stay while nobody uses them, and are made anew after <see cref="RpcChannelOptions.ConnectionLifetime"/>. The caller disposes it.</summary>
    /// <param name="tls">Own certificate and how the peer's is judged; null for plain text.</param>
    /// <param name="options">Bounds and deadlines.</param>
    public static SocketsHttpHandler Create(SslClientAuthenticationOptions? tls, RpcChannelOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = options.ConnectionLifetime,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ActivityHeadersPropagator = null,
        };
        if (tls is not null) handler.SslOptions = tls;
        return handler;
    }
}
