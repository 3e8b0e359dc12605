using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ObjectStore.Sts.Oidc;

/// <summary>Fetches discovery document and key set over HTTPS. Thread-safe.</summary>
/// <remarks>
/// Fetches are rare (<see cref="IssuerCache"/>), so each has a client of its own: a renewed CA file, a moved issuer and a new bearer token are seen. Redirects
/// are not followed: who answers for an issuer is the issuer.
/// </remarks>
internal sealed partial class HttpIssuerFetch(StsOptions options, ILogger<HttpIssuerFetch> logger) : IIssuerFetch
{
    /// <summary>Most bytes of a document; key sets with certificate chains have some 10 KiB.</summary>
    private const int DocumentBytesMax = 256 << 10;

    private const string DiscoveryPath = "/.well-known/openid-configuration";

    public async ValueTask<IReadOnlyList<IssuerKey>?> FetchAsync(string issuer, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.FetchTimeout);
        try
        {
            var keys = await FetchKeysAsync(issuer, limit.Token);
            if (keys is null) Log.NotAnIssuer(logger, issuer);
            return keys;
        }
        catch (Exception exception) when (IsFailure(exception) && !cancellationToken.IsCancellationRequested)
        {
            Log.NotFetched(logger, issuer, exception);
            return null;
        }
    }

    private static bool IsFailure(Exception exception) =>
        exception is HttpRequestException or OperationCanceledException or IOException or UnauthorizedAccessException or CryptographicException or FormatException;

    private async Task<IReadOnlyList<IssuerKey>?> FetchKeysAsync(string issuer, CancellationToken cancellationToken)
    {
        if (!IssuerAddress.IsIssuer(issuer, options.AllowHttpOnLoopback)) return null;
        using var client = await CreateClientAsync(issuer, cancellationToken);
        var discovery = await client.GetByteArrayAsync(new Uri(issuer.TrimEnd('/') + DiscoveryPath), cancellationToken);

        // Without this an issuer could speak for another one.
        if (!IssuerDocuments.TryReadDiscovery(discovery, out var named, out var address) || named != issuer) return null;
        if (!IssuerAddress.TryParse(address, options.AllowHttpOnLoopback, out var keysAddress)) return null;
        return IssuerDocuments.TryReadKeys(await client.GetByteArrayAsync(keysAddress, cancellationToken), out var keys) ? keys : null;
    }

    private async Task<HttpClient> CreateClientAsync(string issuer, CancellationToken cancellationToken)
    {
        var settings = options.Issuers.FirstOrDefault(known => known.Url.TrimEnd('/') == issuer.TrimEnd('/'));
        var trust = settings is { CaFile.Length: > 0 } ? TrustIn(settings.CaFile) : null;
        var bearer = settings is { TokenFile.Length: > 0 } ? (await File.ReadAllTextAsync(settings.TokenFile, cancellationToken)).Trim() : null;
#pragma warning disable CA2000 // The client owns its handler.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust } };
#pragma warning restore CA2000
        var client = new HttpClient(handler) { MaxResponseContentBufferSize = DocumentBytesMax, Timeout = options.FetchTimeout };
        if (bearer is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return client;
    }

    private static X509ChainPolicy TrustIn(string caFile)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(caFile);
        return policy;
    }

    private static partial class Log
    {
        [LoggerMessage(1200, LogLevel.Warning, "The issuer {Issuer} does not give its keys.")]
        public static partial void NotFetched(ILogger logger, string issuer, Exception exception);

        [LoggerMessage(1201, LogLevel.Warning, "What answers for the issuer {Issuer} is none: its discovery document or key set is missing, malformed, of another issuer or without TLS.")]
        public static partial void NotAnIssuer(ILogger logger, string issuer);
    }
}
