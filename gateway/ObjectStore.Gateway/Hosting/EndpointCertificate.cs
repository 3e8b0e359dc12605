using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ObjectStore.Gateway.Hosting;

/// <summary>
/// The certificate of the S3 endpoint. Its files are looked at again with a handshake, at most every few seconds; a change holds for handshakes from then on, and connections that stand are kept.
/// Files that are no pair, as between the replacement of the one and of the other, leave the last good ones in use.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class EndpointCertificate
{
    /// <summary>Certificates are renewed days before their end; looking this often costs two small reads.</summary>
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(10);

    private readonly string _certificateFile;
    private readonly string _keyFile;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private SslStreamCertificateContext _context;
    private string _content;
    private long _lookedAt;

    /// <summary>Reads the files.</summary>
    /// <exception cref="CryptographicException">They are not certificates, or the key is another's.</exception>
    /// <exception cref="ArgumentException">The same, of other kinds of key.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be read.</exception>
    public EndpointCertificate(string certificateFile, string keyFile, TimeProvider time, ILogger logger)
    {
        (_certificateFile, _keyFile, _time, _logger) = (certificateFile, keyFile, time, logger);
        _lookedAt = time.GetTimestamp();
        (var certificate, var key, _content) = Read();
        _context = Load(certificate, key);
    }

    /// <summary>What a handshake shows now.</summary>
    public SslStreamCertificateContext Current()
    {
        lock (_lock)
        {
            if (_time.GetElapsedTime(_lookedAt) < LookPeriod) return _context;
            _lookedAt = _time.GetTimestamp();
            try
            {
                var (certificate, key, content) = Read();
                if (content == _content) return _context;
                _context = Load(certificate, key);
                _content = content;
                Log.Reloaded(_logger, _context.TargetCertificate.Subject, _context.TargetCertificate.NotAfter);
            }
            catch (Exception exception) when (IsUnusable(exception))
            {
                Log.CannotReload(_logger, exception, _certificateFile);
            }

            return _context;
        }
    }

    /// <summary>Whether files that are not right throw this.</summary>
    public static bool IsUnusable(Exception exception) => exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;

    /// <summary>The first certificate of the file is the endpoint's; those after it are sent along, so that clients find the way to a root.</summary>
    private static SslStreamCertificateContext Load(string certificate, string key)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificate);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), chain, offline: true);
    }

    /// <summary>Both files, and what tells them from others without keeping the key in memory once more.</summary>
    private (string Certificate, string Key, string Content) Read()
    {
        var (certificate, key) = (File.ReadAllText(_certificateFile), File.ReadAllText(_keyFile));
        return (certificate, key, Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(certificate + key))));
    }

    private static partial class Log
    {
        [LoggerMessage(1060, LogLevel.Information, "The S3 endpoint shows the certificate of {Subject} from now on, valid until {NotAfter}.")]
        public static partial void Reloaded(ILogger logger, string subject, DateTime notAfter);

        [LoggerMessage(1061, LogLevel.Error, "The certificate in {File} and its key have changed and are no pair that can be used; those from before stay in use.")]
        public static partial void CannotReload(ILogger logger, Exception exception, string file);
    }
}
