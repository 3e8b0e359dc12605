using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
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
        var https = options.HasCertificate ? ReadCertificate(options) : null;
        kestrel.Listen(endpoint, listen =>
        {
            listen.Protocols = https is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            if (https is not null) listen.UseHttps(https);
        });
    }

    /// <summary>The first certificate of the file is the endpoint's; those after it are sent along, so that clients find the way to a root.</summary>
    private static HttpsConnectionAdapterOptions ReadCertificate(GatewayOptions options)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(options.CertificateFile);
            return new HttpsConnectionAdapterOptions
            {
                ServerCertificate = X509Certificate2.CreateFromPemFile(options.CertificateFile, options.CertificateKeyFile),
                ServerCertificateChain = chain,
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new SettingsException(
                $"Gateway:CertificateFile '{options.CertificateFile}' and Gateway:CertificateKeyFile '{options.CertificateKeyFile}' are not a certificate and its key in PEM: {exception.Message}",
                exception);
        }
    }
}
