using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;

namespace ObjectStore.Rpc.Security;

/// <summary>
/// The certificates of this process, read again when their files change. A change takes effect with the next handshake; connections that stand are kept, and their
/// lifetime is bounded by whoever makes them. Files that cannot be read leave the last good ones in use.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed partial class CertificateSource : IDisposable
{
    private readonly string _directory;
    private readonly string _serverName;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private LoadedCertificates _current;
    private string _stamp;

    /// <summary>Reads the files of a directory, and goes on looking at them.</summary>
    /// <exception cref="StorageException">Refused: they cannot be read.</exception>
    public CertificateSource(TlsOptions options, TimeProvider time, ILogger<CertificateSource> logger)
    {
        (_directory, _serverName, _time, _logger) = (options.Directory, options.ServerName, time, logger);
        _stamp = Stamp(_directory);
        try
        {
            _current = LoadedCertificates.Read(_directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StorageException(StorageErrorCode.Refused, $"The certificates in {_directory} cannot be read: {exception.Message}", exception);
        }

        _timer = time.CreateTimer(static source => ((CertificateSource)source!).Reload(), this, options.ReloadPeriod, options.ReloadPeriod);
    }

    /// <summary>When the own certificate ends.</summary>
    public DateTimeOffset NotAfter => new(Current.Own.NotAfter.ToUniversalTime());

    internal LoadedCertificates Current => Volatile.Read(ref _current);

    /// <summary>Options for one handshake of a server: the peer has to show a certificate of the cluster, of whatever role.</summary>
    /// <param name="protocols">Names for ALPN.</param>
    public SslServerAuthenticationOptions ServerOptions(List<SslApplicationProtocol> protocols)
    {
        var current = Current;
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = current.Context,
            ClientCertificateRequired = true,
            EnabledSslProtocols = SslProtocols.Tls13 | SslProtocols.Tls12,
            ApplicationProtocols = protocols,
            CipherSuitesPolicy = PeerCiphers.Order,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => IsTrusted(current, certificate, PeerRoles.Any),
        };
    }

    /// <summary>Options for all handshakes of a client: the peer has to be of one of the roles, under the name it was called by or the one that the options give.</summary>
    public SslClientAuthenticationOptions ClientOptions(PeerRoles server) => new()
    {
        EnabledSslProtocols = SslProtocols.Tls13 | SslProtocols.Tls12,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        LocalCertificateSelectionCallback = (_, _, _, _, _) => Current.Own,
        RemoteCertificateValidationCallback = (_, certificate, _, errors) => HasName(certificate, errors) && IsTrusted(Current, certificate, server),
    };

    /// <summary>Looks at the files now.</summary>
    public void Reload()
    {
        lock (_lock)
        {
            var stamp = Stamp(_directory);
            if (stamp == _stamp) return;
            try
            {
                var loaded = LoadedCertificates.Read(_directory);
                Volatile.Write(ref _current, loaded);
                _stamp = stamp;
                Log.Reloaded(_logger, loaded.Own.Subject, loaded.Own.NotAfter);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
            {
                Log.CannotReload(_logger, exception, _directory);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();

    /// <summary>Something that changes when a file does; links are followed, because a mounted secret is swapped by one.</summary>
    private static string Stamp(string directory) => string.Join('|', new[] { CertificateFiles.Authority, CertificateFiles.Certificate, CertificateFiles.Key }.Select(name =>
    {
        var file = new FileInfo(Path.Combine(directory, name));
        var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return target.Exists ? $"{target.FullName}:{target.LastWriteTimeUtc.Ticks}:{target.Length}" : "";
    }));

    private bool HasName(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (_serverName.Length == 0) return (errors & SslPolicyErrors.RemoteCertificateNameMismatch) == 0;
        return certificate is X509Certificate2 peer && peer.MatchesHostname(_serverName, allowWildcards: false, allowCommonName: false);
    }

    private bool IsTrusted(LoadedCertificates certificates, X509Certificate? certificate, PeerRoles roles)
    {
        if (certificates.IsTrusted(certificate, roles, _time.GetUtcNow())) return true;
        Log.Refused(_logger, certificate?.Subject ?? "nobody");
        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(7020, LogLevel.Information, "The certificate of {Subject} is in use, valid until {NotAfter}.")]
        public static partial void Reloaded(ILogger logger, string subject, DateTime notAfter);

        [LoggerMessage(7021, LogLevel.Error, "The certificates in {Directory} have changed and cannot be read; those from before stay in use.")]
        public static partial void CannotReload(ILogger logger, Exception exception, string directory);

        [LoggerMessage(7022, LogLevel.Warning, "A peer without a valid certificate of this cluster was refused: {Subject}.")]
        public static partial void Refused(ILogger logger, string subject);
    }
}
