using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ObjectStore.Gateway.Options;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Gateway.Hosting;

/// <summary>Where the S3 endpoint listens.</summary>
public static class GatewayEndpoint
{
    /// <summary>
    /// Listens at <paramref name="endpoint"/>: with a certificate for HTTPS, where HTTP/1.1 or HTTP/2 is negotiated (ALPN), otherwise for HTTP/1.1.
    /// Without TLS nothing is negotiated, and Kestrel has no way to tell the two apart on one port.
    /// </summary>
    /// <exception cref="SettingsException">The certificate files cannot be read or do not belong together.</exception>
    public static void ListenForS3(this KestrelServerOptions kestrel, IPEndPoint endpoint, GatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        ArgumentNullException.ThrowIfNull(options);
        var certificate = options.HasCertificate ? ReadCertificate(options, kestrel.ApplicationServices) : null;
        kestrel.Listen(endpoint, listen =>
        {
            listen.Protocols = certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            if (certificate is null) return;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Current(), ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] }),
            });
        });
    }

    private static EndpointCertificate ReadCertificate(GatewayOptions options, IServiceProvider services)
    {
        try
        {
            // Of the hosts that listen so, the one that waits for the catalog has no clock of its own.
            var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger<EndpointCertificate>();
            return new EndpointCertificate(options.CertificateFile, options.CertificateKeyFile, services.GetService<TimeProvider>() ?? TimeProvider.System, logger);
        }
        catch (Exception exception) when (EndpointCertificate.IsUnusable(exception))
        {
            throw new SettingsException(
                $"Gateway:CertificateFile '{options.CertificateFile}' and Gateway:CertificateKeyFile '{options.CertificateKeyFile}' are not a certificate and its key in PEM: {exception.Message}",
                exception);
        }
    }
}
