using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ObjectStore.Kubernetes.Configuration;

namespace ObjectStore.Kubernetes.Client;

/// <summary>Tokens and certificates in memory, read again from their files when they are older than a bound. Thread-safe.</summary>
/// <remarks>A file that cannot be read for a while leaves the last good credential in use.</remarks>
internal sealed class ApiCredentials(KubernetesClientConfiguration configuration, TimeSpan ageMax, TimeProvider time)
{
    private readonly Lock _lock = new();
    private (string Value, long ReadAt)? _token;
    private (X509Certificate2 Value, long ReadAt)? _certificate;
    private (X509Certificate2Collection Value, long ReadAt)? _authorities;

    /// <summary>Whether reading again can help after the server did not know us.</summary>
    public bool CanRotate => configuration.AccessToken?.File is not null;

    /// <summary>The bearer token, or null.</summary>
    /// <exception cref="KubeConfigException">It cannot be read and never could.</exception>
    public string? Token() => configuration.AccessToken is null ? null : Current(ref _token, ReadToken);

    /// <summary>Has the token read anew when it is next needed.</summary>
    public void ForgetToken()
    {
        lock (_lock) _token = null;
    }

    public SslClientAuthenticationOptions TlsOptions()
    {
        var options = new SslClientAuthenticationOptions();
        if (configuration.ClientCertificate is not null) options.LocalCertificateSelectionCallback = (_, _, _, _, _) => Current(ref _certificate, ReadCertificate);
        if (configuration.UnsafeSkipTlsVerify || configuration.CertificateAuthority is not null) options.RemoteCertificateValidationCallback = IsTrusted;
        return options;
    }

    private bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (configuration.UnsafeSkipTlsVerify) return true;
        if (certificate is not X509Certificate2 server || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0) return false;
        using var ours = new X509Chain();
        ours.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        ours.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        ours.ChainPolicy.CustomTrustStore.AddRange(Current(ref _authorities, ReadAuthorities));
        if (chain is not null) ours.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        return ours.Build(server);
    }

    private T Current<T>(ref (T Value, long ReadAt)? cached, Func<T> read)
    {
        lock (_lock)
        {
            if (cached is { } fresh && time.GetElapsedTime(fresh.ReadAt) < ageMax) return fresh.Value;
            try
            {
                cached = (read(), time.GetTimestamp());
            }
            catch (KubeConfigException) when (cached is not null)
            {
                // Being replaced just now; the next look will find it.
            }

            return cached!.Value.Value;
        }
    }

    private string ReadToken()
    {
        var token = Encoding.UTF8.GetString(configuration.AccessToken!.Read()).Trim();
        return token.Length > 0 && token.All(character => character is > ' ' and <= '~')
            ? token
            : throw new KubeConfigException("The bearer token is empty or no token.");
    }

    private X509Certificate2 ReadCertificate()
    {
        try
        {
            var certificate = Encoding.UTF8.GetString(configuration.ClientCertificate!.Read());
            var key = Encoding.UTF8.GetString(configuration.ClientKey!.Read());
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (CryptographicException exception)
        {
            throw new KubeConfigException("The client certificate and its key cannot be used.", exception);
        }
    }

    private X509Certificate2Collection ReadAuthorities()
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(Encoding.UTF8.GetString(configuration.CertificateAuthority!.Read()));
            return authorities;
        }
        catch (CryptographicException exception)
        {
            throw new KubeConfigException("The certificate authority's certificates cannot be used.", exception);
        }
    }
}
