using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ObjectStore.Core.Errors;

namespace ObjectStore.Rpc.Security;

/// <summary>
/// A small certificate authority in a directory: <c>ca.crt</c> with all certificates that are trusted (the current one first, then those before it) and
/// <c>ca.key</c> with the key of the current one. What it issues has the names that Kubernetes gives: <c>ca.crt</c>, <c>tls.crt</c>, <c>tls.key</c>.
/// </summary>
/// <remarks>Not thread-safe. Keys are files that only their owner can read. A file appears whole or not at all.</remarks>
public sealed class CertificateAuthority
{
    private const string KeyFile = "ca.key";
    private const string ServerAuthOid = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthOid = "1.3.6.1.5.5.7.3.2";
    private const int SerialBytes = 16;

    /// <summary>Certificates are valid from a little before they were made, for clocks that differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);

    private readonly string _directory;
    private readonly TimeProvider _time;

    private CertificateAuthority(string directory, TimeProvider time) => (_directory, _time) = (directory, time);

    private string CertificatePath => Path.Combine(_directory, CertificateFiles.Authority);

    private string KeyPath => Path.Combine(_directory, KeyFile);

    /// <summary>Makes an authority in a directory that has none.</summary>
    /// <exception cref="StorageException">Refused: there is one.</exception>
    public static CertificateAuthority Create(string directory, TimeSpan validity, TimeProvider time)
    {
        Directory.CreateDirectory(directory);
        var authority = new CertificateAuthority(directory, time);
        if (File.Exists(authority.CertificatePath) || File.Exists(authority.KeyPath))
            throw new StorageException(StorageErrorCode.Refused, $"{directory} holds a certificate authority already.");
        authority.Renew(validity, "");
        return authority;
    }

    /// <summary>Opens the authority of a directory.</summary>
    /// <exception cref="StorageException">Refused: there is none.</exception>
    public static CertificateAuthority Open(string directory, TimeProvider time)
    {
        var authority = new CertificateAuthority(directory, time);
        return File.Exists(authority.CertificatePath) && File.Exists(authority.KeyPath)
            ? authority
            : throw new StorageException(StorageErrorCode.Refused, $"{directory} holds no certificate authority.");
    }

    /// <summary>
    /// Replaces key and certificate of the authority. The certificates before stay trusted, so that what they issued is good until it is issued anew: first
    /// give the new <c>ca.crt</c> to everybody, then issue, then <see cref="Forget"/>.
    /// </summary>
    public void Rotate(TimeSpan validity) => Renew(validity, File.ReadAllText(CertificatePath));

    /// <summary>Trusts only the current certificate from now on.</summary>
    public void Forget()
    {
        using var current = Current();
        CertificateFiles.Write(CertificatePath, current.ExportCertificatePem() + "\n", isSecret: false);
    }

    /// <summary>Issues a certificate, and writes it with its key and with what to trust into a directory.</summary>
    /// <param name="identity">Role and name.</param>
    /// <param name="hosts">Names and addresses under which others reach it; none for a process that only calls.</param>
    /// <param name="validity">How long it is good; not longer than the authority itself.</param>
    /// <param name="directory">Made if it is not there; files in it are replaced.</param>
    public void Issue(PeerIdentity identity, IReadOnlyList<string> hosts, TimeSpan validity, string directory)
    {
        using var issuer = Current();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = _time.GetUtcNow();
        var until = now + validity < issuer.NotAfter.ToUniversalTime() ? now + validity : new DateTimeOffset(issuer.NotAfter.ToUniversalTime());
        using var certificate = Request(identity, hosts, key, issuer).Create(issuer, now - ClockSkew, until, RandomNumberGenerator.GetBytes(SerialBytes));
        Directory.CreateDirectory(directory);
        CertificateFiles.Write(Path.Combine(directory, CertificateFiles.Authority), File.ReadAllText(CertificatePath), isSecret: false);

        // The certificate last: whoever watches it then finds the key that belongs to it.
        CertificateFiles.Write(Path.Combine(directory, CertificateFiles.Key), key.ExportPkcs8PrivateKeyPem() + "\n", isSecret: true);
        CertificateFiles.Write(Path.Combine(directory, CertificateFiles.Certificate), certificate.ExportCertificatePem() + "\n", isSecret: false);
    }

    private static CertificateRequest Request(PeerIdentity identity, IReadOnlyList<string> hosts, ECDsa key, X509Certificate2 issuer)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationName("objectstore");
        subject.AddOrganizationalUnitName(PeerCertificate.UnitOf(identity.Role));
        subject.AddCommonName(identity.Name);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthOid), new Oid(ClientAuthOid)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
            else names.AddDnsName(host);
        }

        if (hosts.Count > 0) request.CertificateExtensions.Add(names.Build());
        return request;
    }

    private X509Certificate2 Current() => X509Certificate2.CreateFromPemFile(CertificatePath, KeyPath);

    private void Renew(TimeSpan validity, string before)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = _time.GetUtcNow();
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationName("objectstore");

        // A name of its own for each, so that chains are not built with a key of another age.
        subject.AddCommonName($"objectstore {now:yyyy-MM-dd'T'HH:mm:ss'Z'} {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var certificate = request.CreateSelfSigned(now - ClockSkew, now + validity);
        CertificateFiles.Write(KeyPath, key.ExportPkcs8PrivateKeyPem() + "\n", isSecret: true);
        CertificateFiles.Write(CertificatePath, certificate.ExportCertificatePem() + "\n" + before, isSecret: false);
    }
}
