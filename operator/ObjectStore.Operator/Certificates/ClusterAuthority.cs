using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ObjectStore.Rpc.Security;

namespace ObjectStore.Operator.Certificates;

/// <summary>The certificate authority of one store's cluster. Its key lies in a Secret; here it passes through a private directory that is gone afterwards.</summary>
/// <param name="Certificate">What the cluster's processes trust, in PEM.</param>
/// <param name="Key">The key, in PEM.</param>
internal sealed record ClusterAuthority(byte[] Certificate, byte[] Key)
{
    public const string CertificateKey = "ca.crt";
    public const string KeyKey = "ca.key";

    private const string IssuedCertificateKey = "tls.crt";
    private const string IssuedKeyKey = "tls.key";

    private static readonly TimeSpan AuthorityValidity = TimeSpan.FromDays(3650);
    private static readonly TimeSpan Validity = TimeSpan.FromDays(90);

    /// <summary>A certificate is replaced when this much of its life is left: a month for everybody to take the new one up.</summary>
    private static readonly TimeSpan RenewalLead = TimeSpan.FromDays(30);

    /// <summary>Makes a new one.</summary>
    public static ClusterAuthority Create(TimeProvider time)
    {
        using var directory = new PrivateDirectory("authority");
        _ = CertificateAuthority.Create(directory.Path, AuthorityValidity, time);
        return new ClusterAuthority(directory.Read(CertificateKey), directory.Read(KeyKey));
    }

    /// <summary>Issues a certificate; the files of it by the names that processes look for.</summary>
    /// <param name="identity">Role and name.</param>
    /// <param name="hosts">Names under which others reach it.</param>
    /// <param name="time">Now.</param>
    public Dictionary<string, byte[]> Issue(PeerIdentity identity, IReadOnlyList<string> hosts, TimeProvider time)
    {
        using var directory = new PrivateDirectory("authority");
        directory.Write(CertificateKey, Certificate);
        directory.Write(KeyKey, Key);
        var issued = Path.Combine(directory.Path, "issued");
        CertificateAuthority.Open(directory.Path, time).Issue(identity, hosts, Validity, issued);
        return new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [CertificateKey] = File.ReadAllBytes(Path.Combine(issued, CertificateKey)),
            [IssuedCertificateKey] = File.ReadAllBytes(Path.Combine(issued, IssuedCertificateKey)),
            [IssuedKeyKey] = File.ReadAllBytes(Path.Combine(issued, IssuedKeyKey)),
        };
    }

    /// <summary>Whether files that were issued before still serve: of this authority, for these hosts, and far from their end.</summary>
    public bool IsGood(IReadOnlyDictionary<string, byte[]>? files, IReadOnlyList<string> hosts, TimeProvider time)
    {
        if (files is null || !files.TryGetValue(CertificateKey, out var trusted) || !trusted.AsSpan().SequenceEqual(Certificate)) return false;
        if (!files.TryGetValue(IssuedCertificateKey, out var certificate) || !files.TryGetValue(IssuedKeyKey, out var key)) return false;
        try
        {
            using var own = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(certificate), Encoding.ASCII.GetString(key));
            return own.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime > RenewalLead && hosts.All(host => HasName(own, host));
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>A name with a wildcard is compared as it stands.</summary>
    private static bool HasName(X509Certificate2 certificate, string host) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Any(names => names.EnumerateDnsNames().Contains(host, StringComparer.OrdinalIgnoreCase));

    // The key is not printed.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Certificate = ").Append(Certificate.Length).Append(" bytes");
        return true;
    }
}
