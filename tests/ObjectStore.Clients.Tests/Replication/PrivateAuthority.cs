using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ObjectStore.Clients.Tests.Replication;

/// <summary>
/// Files of an authority that no system knows, as companies have them: a root, one below it that it vouches for, and the certificate of a server on the loopback address that only the latter
/// vouches for; and another root, which has nothing to do with them.
/// </summary>
internal sealed class PrivateAuthority
{
    private readonly string _folder;

    /// <summary>Writes the files into a folder that is there.</summary>
    public PrivateAuthority(string folder)
    {
        _folder = folder;
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = SelfSigned("CN=root", rootKey);
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = SelfSigned("CN=other", otherKey);
        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var middle = Authority("CN=middle", middleKey).Create(root, From, Until, [1]);
        using var middleSigner = middle.CopyWithPrivateKey(middleKey);
        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var server = Server(serverKey).Create(middleSigner, From, Until, [2]);
        Write(CaFile, root.ExportCertificatePem());
        Write(OtherCaFile, other.ExportCertificatePem());
        Write(CertificateFile, server.ExportCertificatePem() + "\n" + middle.ExportCertificatePem());
        Write(KeyFile, serverKey.ExportPkcs8PrivateKeyPem());
        Thumbprint = server.Thumbprint;
    }

    /// <summary>The root alone.</summary>
    public string CaFile => Path.Combine(_folder, "ca.pem");

    /// <summary>The other root.</summary>
    public string OtherCaFile => Path.Combine(_folder, "other.pem");

    /// <summary>The server's certificate and the one that vouches for it.</summary>
    public string CertificateFile => Path.Combine(_folder, "server.pem");

    /// <summary>The server's key.</summary>
    public string KeyFile => Path.Combine(_folder, "server.key");

    /// <summary>Of the server's certificate.</summary>
    public string Thumbprint { get; }

    private static DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    private static DateTimeOffset From => Now.AddDays(-1);

    private static DateTimeOffset Until => Now.AddDays(1);

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request;
    }

    private static X509Certificate2 SelfSigned(string name, ECDsa key) => Authority(name, key).CreateSelfSigned(From.AddDays(-1), Until.AddDays(1));

    private static CertificateRequest Server(ECDsa key)
    {
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    private static void Write(string path, string text) => File.WriteAllText(path, text);
}
