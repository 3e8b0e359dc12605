using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ObjectStore.Rpc.Security;

/// <summary>One state of the certificate files. Immutable; what connections made with it stays valid when another takes its place.</summary>
internal sealed class LoadedCertificates
{
    private LoadedCertificates(X509Certificate2 own, X509Certificate2Collection authorities)
    {
        (Own, Authorities) = (own, authorities);
        Context = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true);
    }

    /// <summary>Own certificate with its key.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>Own certificate, prepared for handshakes.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>What is trusted.</summary>
    public X509Certificate2Collection Authorities { get; }

    /// <summary>Reads the files. They are replaced one after the other: a set of which a part is new is none.</summary>
    /// <exception cref="CryptographicException">They are not certificates, the key is another's, or the authorities have not issued the certificate.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    public static LoadedCertificates Read(string directory)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(Path.Combine(directory, CertificateFiles.Authority));
        var own = ReadOwn(Path.Combine(directory, CertificateFiles.Certificate), Path.Combine(directory, CertificateFiles.Key));
        if (IsIssued(own, authorities)) return new LoadedCertificates(own, authorities);
        own.Dispose();
        throw new CryptographicException($"No certificate of {CertificateFiles.Authority} has issued the one of {CertificateFiles.Certificate}.");
    }

    private static X509Certificate2 ReadOwn(string certificatePath, string keyPath)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
        }
        catch (ArgumentException exception)
        {
            throw new CryptographicException($"{certificatePath} and {keyPath} do not belong together.", exception);
        }
    }

    /// <summary>Whether a certificate is one of the cluster's, valid now, and of one of the roles.</summary>
    /// <param name="certificate">What the peer showed; null for nothing.</param>
    /// <param name="roles">Those that are right here.</param>
    /// <param name="now">Time of the judgement.</param>
    public bool IsTrusted(X509Certificate? certificate, PeerRoles roles, DateTimeOffset now)
    {
        if (certificate is not X509Certificate2 peer) return false;
        using var chain = ChainTo(Authorities);
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        return chain.Build(peer) && PeerCertificate.TryRead(peer, out var identity) && (identity.Role & roles) != 0;
    }

    /// <summary>Whether the authorities have issued a certificate, be it valid still or not.</summary>
    private static bool IsIssued(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = ChainTo(authorities);
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(certificate);
    }

    private static X509Chain ChainTo(X509Certificate2Collection authorities)
    {
        var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain;
    }
}
