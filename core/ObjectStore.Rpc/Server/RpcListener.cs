using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using ObjectStore.Core.Errors;
using ObjectStore.Rpc.Security;

namespace ObjectStore.Rpc.Server;

/// <summary>Endpoints of Kestrel for gRPC and for payload, with certificates or in plain text on loopback.</summary>
public static class RpcListener
{
    /// <summary>Long enough for a machine that starts many processes at once.</summary>
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Sets the bounds that all endpoints of the server share.</summary>
    public static void SetRpcLimits(this KestrelServerOptions kestrel, RpcServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = options.ConnectionsMax;
        limits.MaxRequestBodySize = null;

        // Streams of a cluster are silent for hours; that a peer lives is found out by pings.
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.Http2.MaxStreamsPerConnection = options.StreamsPerConnectionMax;
        limits.Http2.InitialStreamWindowSize = options.StreamWindowBytes;
        limits.Http2.InitialConnectionWindowSize = options.ConnectionWindowBytes;
        limits.Http2.MaxFrameSize = options.FrameBytesMax;
        limits.Http2.KeepAlivePingDelay = options.KeepAliveDelay;
        limits.Http2.KeepAlivePingTimeout = options.KeepAliveTimeout;
    }

    /// <summary>Listens for gRPC.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="endpoint">Address and port.</param>
    /// <param name="certificates">Own certificate and what is trusted; null for plain text.</param>
    /// <exception cref="StorageException">Refused: plain text outside of loopback.</exception>
    public static void ListenForRpc(this KestrelServerOptions kestrel, IPEndPoint endpoint, CertificateSource? certificates) =>
        Listen(kestrel, endpoint, certificates, HttpProtocols.Http2, SslApplicationProtocol.Http2);

    /// <summary>Listens for payload over HTTP/1.1; parameters as with <see cref="ListenForRpc"/>.</summary>
    /// <exception cref="StorageException">Refused: plain text outside of loopback.</exception>
    public static void ListenForPayload(this KestrelServerOptions kestrel, IPEndPoint endpoint, CertificateSource? certificates) =>
        Listen(kestrel, endpoint, certificates, HttpProtocols.Http1, SslApplicationProtocol.Http11);

    private static void Listen(
        KestrelServerOptions kestrel, IPEndPoint endpoint, CertificateSource? certificates, HttpProtocols protocols, SslApplicationProtocol name)
    {
        if (certificates is null && !IPAddress.IsLoopback(endpoint.Address))
            throw new StorageException(StorageErrorCode.Refused, $"{endpoint} is not on loopback: plain text is not served there.");
        kestrel.Listen(endpoint, listen =>
        {
            listen.Protocols = protocols;
            if (certificates is null) return;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = HandshakeTimeout,
                OnConnection = _ => ValueTask.FromResult(certificates.ServerOptions([name])),
            });
            listen.Use(Identify);
        });
    }

    /// <summary>Reads once for each connection who is at its other end.</summary>
    private static ConnectionDelegate Identify(ConnectionDelegate next) => connection =>
    {
        if (connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate is { } certificate && PeerCertificate.TryRead(certificate, out var identity))
            connection.Features.Set(identity);
        return next(connection);
    };
}
