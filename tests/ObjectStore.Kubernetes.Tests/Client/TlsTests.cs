using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Configuration;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Tests.ApiServers;

namespace ObjectStore.Kubernetes.Tests.Client;

/// <summary>Certificates of both sides. The server answers with the name of the client.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private readonly X509Certificate2 _authority = Authority();
    private WebApplication _server = null!;
    private KubernetesClientConfiguration _configuration = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        using var issued = Issue("localhost");
        var certificate = X509CertificateLoader.LoadPkcs12(issued.Export(X509ContentType.Pkcs12), null);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = certificate,
            ClientCertificateMode = ClientCertificateMode.AllowCertificate,
            ClientCertificateValidation = static (_, _, _) => true,
        })));
        _server = builder.Build();
        _server.Run(context => context.Response.WriteAsync(
            $$$"""{"metadata":{"name":"one"},"data":{"client":"{{{context.Connection.ClientCertificate?.GetNameInfo(X509NameType.SimpleName, false)}}}","protocol":"{{{context.Request.Protocol}}}"}}"""));
        await _server.StartAsync(Token);
        var address = new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        _configuration = new KubernetesClientConfiguration
        {
            Host = new Uri($"https://127.0.0.1:{address.Port}"),
            TlsServerName = "localhost",
            CertificateAuthority = CredentialSource.FromData(Pem(_authority)),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task GetAsync_ServerIsSignedByTheAuthority_IsTrustedAndSpeaksHttp2()
    {
        var data = await GetAsync(_configuration);

        Assert.Equal(("", "HTTP/2"), (data["client"], data["protocol"]));
    }

    [Fact]
    public async Task GetAsync_ClientCertificate_IsShown()
    {
        using var certificate = Issue("operator");
        using var key = certificate.GetECDsaPrivateKey()!;

        var data = await GetAsync(_configuration with
        {
            ClientCertificate = CredentialSource.FromData(Pem(certificate)),
            ClientKey = CredentialSource.FromData(Encoding.ASCII.GetBytes(key.ExportECPrivateKeyPem())),
        });

        Assert.Equal("operator", data["client"]);
    }

    [Fact]
    public async Task GetAsync_ServerIsSignedByAnother_IsRefused()
    {
        using var another = Authority();

        await Assert.ThrowsAsync<KubernetesApiException>(() => GetAsync(_configuration with { CertificateAuthority = CredentialSource.FromData(Pem(another)) }));
    }

    [Fact]
    public async Task GetAsync_ServerHasAnotherName_IsRefused()
    {
        await Assert.ThrowsAsync<KubernetesApiException>(() => GetAsync(_configuration with { TlsServerName = "kubernetes.default" }));
    }

    [Fact]
    public async Task GetAsync_NoAuthorityIsGiven_IsRefusedUnlessUnsafe()
    {
        await Assert.ThrowsAsync<KubernetesApiException>(() => GetAsync(_configuration with { CertificateAuthority = null }));

        Assert.NotNull(await GetAsync(_configuration with { CertificateAuthority = null, UnsafeSkipTlsVerify = true }));
    }

    private static async Task<IReadOnlyDictionary<string, string>> GetAsync(KubernetesClientConfiguration configuration)
    {
        using var client = TestClients.Create(configuration, new KubernetesClientOptions { AttemptsMax = 1 });
        return (await client.GetAsync<V1ConfigMap>(new EntityKey("default", "one"), Token))!.Data!;
    }

    private static X509Certificate2 Authority()
    {
        var request = new CertificateRequest("CN=authority", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private static byte[] Pem(X509Certificate2 certificate) => Encoding.ASCII.GetBytes(certificate.ExportCertificatePem());

    private X509Certificate2 Issue(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.Create(_authority, now.AddHours(-12), now.AddHours(12), RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}
