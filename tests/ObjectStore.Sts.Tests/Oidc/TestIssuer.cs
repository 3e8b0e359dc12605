using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ObjectStore.Sts.Tests.Oidc;

/// <summary>An issuer on a port of this machine: a discovery document and a key set, over HTTPS with a certificate of its own where it has a folder for it.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private TestIssuer(WebApplication application, string keys, string caFile)
    {
        _application = application;
        Keys = keys;
        CaFile = caFile;
    }

    public string Url { get; private set; } = "";

    public string CaFile { get; }

    public string Keys { get; set; }

    /// <summary>What the document says in place of the issuer and of the address of its keys.</summary>
    public string? ClaimedIssuer { get; set; }

    public string? KeysAddress { get; set; }

    public string? Bearer { get; set; }

    public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

    public bool Hangs { get; set; }

    public static async ValueTask<TestIssuer> StartAsync(string keys, string? folder)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        using var certificate = folder is null ? null : MakeCertificate();
        var caFile = folder is null ? "" : Path.Combine(folder, $"{Guid.NewGuid():N}.pem");
        if (certificate is not null) await File.WriteAllTextAsync(caFile, certificate.ExportCertificatePem());
        var served = certificate is null ? null : X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (served is not null) listen.UseHttps(served);
        }));
        var application = builder.Build();
        var issuer = new TestIssuer(application, keys, caFile);
        application.Run(issuer.AnswerAsync);
        await application.StartAsync();
        issuer.Url = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        return issuer;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (Hangs) await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        var isRefused = Bearer is not null && http.Request.Headers.Authorization != "Bearer " + Bearer;
        http.Response.StatusCode = isRefused ? StatusCodes.Status403Forbidden : (int)Status;
        if (Status == HttpStatusCode.Redirect) http.Response.Headers.Location = "/keys";
        await http.Response.WriteAsync(http.Request.Path == "/.well-known/openid-configuration"
            ? $$"""{"issuer":"{{ClaimedIssuer ?? Url}}","jwks_uri":"{{KeysAddress ?? Url + "/keys"}}"}"""
            : Keys);
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=issuer", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
