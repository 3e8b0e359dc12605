using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ObjectStore.Curator.Events;
using ObjectStore.ProcessTesting;
using RabbitMQ.Client;
using Xunit;

namespace ObjectStore.Curator.Tests.Events;

/// <summary>
/// A RabbitMQ server of its own, run by scripts/rabbitmq-server.sh, which ends it when its standard input ends: when this is disposed, and also when this process dies.
/// Where none is installed, tests skip themselves with <see cref="SkipWhereAbsent"/>.
/// </summary>
public sealed class RabbitServer : IAsyncLifetime
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Enterable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string _files = Directory.CreateTempSubdirectory("objectstore-rabbit-").FullName;
    private readonly int[] _ports = FreePort.Find(4);
    private Process? _script;

    /// <summary>How long the script may take for a step. It tries three times to begin a server, for two minutes each.</summary>
    private static readonly TimeSpan StepPatience = TimeSpan.FromMinutes(7);

    /// <summary>Such as wait for as long as a busy machine may take.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    internal string Url => string.Create(CultureInfo.InvariantCulture, $"amqp://127.0.0.1:{_ports[0]}");

    internal string TlsUrl => string.Create(CultureInfo.InvariantCulture, $"amqps://localhost:{_ports[3]}");

    internal string UserFile => Path.Combine(_files, "user");

    internal string PasswordFile => Path.Combine(_files, "password");

    internal string CaFile => Path.Combine(_files, "ca.pem");

    /// <summary>An authority that has not signed the server's certificate.</summary>
    internal string OtherCaFile => Path.Combine(_files, "other.pem");

    public async ValueTask InitializeAsync()
    {
        // The server's user must read its certificate.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_files, Enterable);
        await File.WriteAllTextAsync(UserFile, "guest\n");
        await File.WriteAllTextAsync(PasswordFile, "guest\n");
        WriteCertificates();
        if (!IsInstalled()) return;

        var start = new ProcessStartInfo("setsid") { RedirectStandardInput = true, RedirectStandardOutput = true };
        string[] settings =
        [
            string.Create(CultureInfo.InvariantCulture, $"listeners.ssl.1 = 127.0.0.1:{_ports[3]}"),
            $"ssl_options.certfile = {Path.Combine(_files, "server.pem")}",
            $"ssl_options.keyfile = {Path.Combine(_files, "server.key")}",
            "ssl_options.verify = verify_none",
        ];
        var folder = Path.Combine(Path.GetTempPath(), $"objectstore-rabbit-{Guid.NewGuid():N}");
        foreach (var argument in (string[])["bash", Path.Combine(AppContext.BaseDirectory, "rabbitmq-server.sh"), folder, string.Join(' ', _ports.Take(3)), .. settings])
        {
            start.ArgumentList.Add(argument);
        }

        _script = Process.Start(start)!;
        await ExpectAsync("ready");
    }

    public async ValueTask DisposeAsync()
    {
        if (_script is not null)
        {
            _script.StandardInput.Close();
            await EndAsync(_script);
        }

        Directory.Delete(_files, recursive: true);
    }

    /// <summary>Ends the calling test where there is no server.</summary>
    public void SkipWhereAbsent() => Assert.SkipWhen(_script is null, "There is no rabbitmq-server here (Debian: rabbitmq-server).");

    /// <summary>Gives the script a command and waits until it is done.</summary>
    public async Task SendAsync(string command)
    {
        await _script!.StandardInput.WriteLineAsync(command);
        await _script.StandardInput.FlushAsync();
        await ExpectAsync("done");
    }

    /// <summary>A connection of a test, as a receiver has one.</summary>
    internal Task<IConnection> ConnectAsync() =>
        new ConnectionFactory { Uri = new Uri(Url), AutomaticRecoveryEnabled = false, RequestedConnectionTimeout = Patience, HandshakeContinuationTimeout = Patience, ContinuationTimeout = Patience }.CreateConnectionAsync();

    /// <summary>A destination on it.</summary>
    internal DestinationOptions Destination(string exchange, string key, string? url = null, string? passwordFile = null, string caFile = "") =>
        new() { Url = url ?? Url, Exchange = exchange, RoutingKey = key, UserFile = UserFile, PasswordFile = passwordFile ?? PasswordFile, CaFile = caFile };

    private static bool IsInstalled() =>
        (Directory.Exists("/usr/lib/rabbitmq/lib") && Directory.EnumerateDirectories("/usr/lib/rabbitmq/lib", "rabbitmq_server-*").Any())
        || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(static folder => File.Exists(Path.Combine(folder, "rabbitmq-server")));

    private void WriteCertificates()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = SelfSigned(authorityKey, "CN=authority");
        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=localhost", serverKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        using var server = request.Create(authority, now.AddDays(-1), now.AddDays(1), [1]);
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = SelfSigned(otherKey, "CN=other");
        File.WriteAllText(CaFile, authority.ExportCertificatePem());
        File.WriteAllText(OtherCaFile, other.ExportCertificatePem());
        foreach (var (name, text) in (ReadOnlySpan<(string, string)>)[("server.pem", server.ExportCertificatePem()), ("server.key", serverKey.ExportPkcs8PrivateKeyPem())])
        {
            File.WriteAllText(Path.Combine(_files, name), text);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(_files, name), Readable);
        }
    }

    private static X509Certificate2 SelfSigned(ECDsa key, string name)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-2), TimeProvider.System.GetUtcNow().AddDays(2));
    }

    /// <summary>A script that does not end by itself is ended, with all that it started: a test run must not wait for it.</summary>
    private static async Task EndAsync(Process script)
    {
        using (script)
        {
            await script.WaitForExitAsync().WaitAsync(StepPatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!script.HasExited) script.Kill(entireProcessTree: true);
        }
    }

    private async Task ExpectAsync(string expected)
    {
        var line = await _script!.StandardOutput.ReadLineAsync().WaitAsync(StepPatience);
        if (line != expected) throw new InvalidOperationException($"scripts/rabbitmq-server.sh printed \"{line}\" where \"{expected}\" was expected.");
    }
}
