using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Rpc.Security;
using ObjectStore.Rpc.Tests.Fragments;

namespace ObjectStore.Rpc.Tests.Security;

/// <summary>Who is answered and who is not, with certificates of our own authority.</summary>
public sealed class TlsTests : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly string _directory = Directory.CreateTempSubdirectory("objectstore-tls-").FullName;
    private readonly CertificateAuthority _authority;

    public TlsTests()
    {
        // Older than the certificates that the tests issue, also those that have run out.
        _ = CertificateAuthority.Create(PathOf("ca"), Day * 365, new ShiftedTime(-Day * 10));
        _authority = CertificateAuthority.Open(PathOf("ca"), TimeProvider.System);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operations_OfGatewayAndCurator_ReachWhatTheirRolesAllow()
    {
        await using var device = await TestDevice.OpenAsync();
        await using var node = await ServedNode.StartAsync([device.Device], Source(_authority, PeerRoles.Node, "node", "127.0.0.1"));
        using var gatewayCertificates = Source(_authority, PeerRoles.Gateway, "gateway");
        using var curatorCertificates = Source(_authority, PeerRoles.Curator, "curator");
        using var nodeCertificates = Source(_authority, PeerRoles.Node, "other");
        using var gateway = node.Connect(certificates: gatewayCertificates);
        using var curator = node.Connect(certificates: curatorCertificates);
        using var other = node.Connect(certificates: nodeCertificates);
        await gateway.DescribeAsync(Token);
        foreach (var length in new[] { 100, 1 << 20 })
        {
            await gateway.GetDevice(device.Device.Id).PutAsync(TestFragments.Write(length, TestFragments.Payload(length, 1)), Token);
            var read = new byte[length];
            await gateway.GetDevice(device.Device.Id).ReadAsync(TestFragments.Id(length), 0, read, Token);
            Assert.Equal(TestFragments.Payload(length, 1), read);
        }

        Assert.Equal(2, (await curator.GetDevice(device.Device.Id).ListAsync(DeviceCursor.Start, 10, Token)).Fragments.Count);
        await RefusedAsync(() => gateway.GetDevice(device.Device.Id).ListAsync(DeviceCursor.Start, 10, Token).AsTask());
        await RefusedAsync(() => gateway.GetDevice(device.Device.Id).VerifyAsync(DeviceCursor.Start, 10, Token).AsTask());
        await RefusedAsync(() => other.GetDevice(device.Device.Id).PutAsync(TestFragments.Write(1, new byte[10]), Token).AsTask());
        await RefusedAsync(() => other.GetDevice(device.Device.Id).DeleteAsync([TestFragments.Id(100)], Token).AsTask());
        await other.DescribeAsync(Token);
        await RefusedAsync(() => other.GetDevice(device.Device.Id).PutAsync(TestFragments.Write(1, new byte[1 << 20]), Token).AsTask());
        Assert.Equal(2, device.Device.Status.FragmentCount);
    }

    [Fact]
    public async Task Handshake_WithoutAValidCertificate_IsAnsweredWithNothing()
    {
        await using var node = await ServedNode.StartAsync([], Source(_authority, PeerRoles.Node, "node", "127.0.0.1"));
        var foreign = CertificateAuthority.Create(PathOf("foreign-ca"), Day * 365, TimeProvider.System);
        using var foreignCertificates = Source(foreign, PeerRoles.Gateway, "foreign");
        using var late = Source(CertificateAuthority.Open(PathOf("ca"), new ShiftedTime(-Day * 3)), PeerRoles.Gateway, "late");

        foreach (var address in new[] { node.Address, node.PayloadAddress })
        {
            Assert.Equal(0, await ExchangeAsync(address, null));
            Assert.Equal(0, await ExchangeAsync(address, foreignCertificates.Current.Own));
            Assert.Equal(0, await ExchangeAsync(address, late.Current.Own));
            Assert.Equal(0, await ExchangeAsync(address, WithoutRole()));
        }

        using var good = Source(_authority, PeerRoles.Gateway, "good");
        Assert.NotEqual(0, await ExchangeAsync(node.Address, good.Current.Own));
    }

    [Fact]
    public async Task Client_OfAServerThatIsNoNodeOrAnother_DoesNotTalkToIt()
    {
        await using var gatewayAsServer = await ServedNode.StartAsync([], Source(_authority, PeerRoles.Gateway, "gateway-server", "127.0.0.1"));
        await using var otherHost = await ServedNode.StartAsync([], Source(_authority, PeerRoles.Node, "elsewhere", "10.1.2.3", "node.example"));
        using var certificates = Source(_authority, PeerRoles.Gateway, "gateway");
        using var first = gatewayAsServer.Connect(certificates: certificates);
        using var second = otherHost.Connect(certificates: certificates);

        await RefusedAsync(() => first.DescribeAsync(Token));
        await RefusedAsync(() => second.DescribeAsync(Token));
    }

    [Fact]
    public async Task Client_ServerNameIsGiven_TalksToWhoHasItWhateverItsAddress()
    {
        await using var node = await ServedNode.StartAsync([], Source(_authority, PeerRoles.Node, "pod", "node.cluster.internal"));
        await using var other = await ServedNode.StartAsync([], Source(_authority, PeerRoles.Node, "other", "node.other.internal", "127.0.0.1"));
        Issue(_authority, PeerRoles.Gateway, "gateway");
        var options = new TlsOptions { Directory = PathOf("gateway"), ReloadPeriod = Day, ServerName = "node.cluster.internal" };
        using var certificates = new CertificateSource(options, TimeProvider.System, NullLogger<CertificateSource>.Instance);
        using var first = node.Connect(certificates: certificates);
        using var second = other.Connect(certificates: certificates);

        await first.DescribeAsync(Token);
        await RefusedAsync(() => second.DescribeAsync(Token));
    }

    [Fact]
    public async Task Reload_AfterRotation_KeepsOldAndNewTalkingUntilTheOldIsForgotten()
    {
        using var serverCertificates = Source(_authority, PeerRoles.Node, "node", "127.0.0.1");
        await using var node = await ServedNode.StartAsync([], serverCertificates);
        using var old = Source(_authority, PeerRoles.Gateway, "old");
        using var current = Source(_authority, PeerRoles.Gateway, "current");

        _authority.Rotate(Day * 365);
        Issue(_authority, PeerRoles.Node, "node", "127.0.0.1");
        serverCertificates.Reload();
        await DescribeAnewAsync(node, old, isAnswered: false);
        File.Copy(Path.Combine(PathOf("ca"), "ca.crt"), Path.Combine(PathOf("old"), "ca.crt"), overwrite: true);
        old.Reload();
        Issue(_authority, PeerRoles.Gateway, "current");
        current.Reload();
        await DescribeAnewAsync(node, old, isAnswered: true);
        await DescribeAnewAsync(node, current, isAnswered: true);

        _authority.Forget();
        Issue(_authority, PeerRoles.Node, "node", "127.0.0.1");
        serverCertificates.Reload();
        await DescribeAnewAsync(node, old, isAnswered: false);
        await DescribeAnewAsync(node, current, isAnswered: true);
    }

    [Fact]
    public void Reload_OfDamagedFiles_KeepsTheLastGoodOnes()
    {
        using var certificates = Source(_authority, PeerRoles.Gateway, "gateway");
        var before = certificates.Current;

        File.WriteAllText(Path.Combine(PathOf("gateway"), "tls.crt"), "nothing");
        certificates.Reload();

        Assert.Same(before, certificates.Current);
    }

    [Fact]
    public void Reload_BetweenKeyAndCertificate_KeepsTheLastGoodOnesUntilBothAreThere()
    {
        using var certificates = Source(_authority, PeerRoles.Gateway, "gateway");
        var before = certificates.Current;
        Issue(_authority, PeerRoles.Gateway, "next");

        File.Copy(Path.Combine(PathOf("next"), "tls.key"), Path.Combine(PathOf("gateway"), "tls.key"), overwrite: true);
        certificates.Reload();
        Assert.Same(before, certificates.Current);

        File.Copy(Path.Combine(PathOf("next"), "tls.crt"), Path.Combine(PathOf("gateway"), "tls.crt"), overwrite: true);
        certificates.Reload();
        Assert.NotSame(before, certificates.Current);
    }

    /// <summary>Goal: a process never shows a certificate that those who trust the same authorities refuse.</summary>
    [Fact]
    public void Reload_BetweenAuthorityAndCertificate_KeepsTheLastGoodOnesUntilBothAreThere()
    {
        using var certificates = Source(_authority, PeerRoles.Gateway, "gateway");
        var before = certificates.Current;
        _authority.Rotate(Day * 365);
        _authority.Forget();

        File.Copy(Path.Combine(PathOf("ca"), "ca.crt"), Path.Combine(PathOf("gateway"), "ca.crt"), overwrite: true);
        certificates.Reload();
        Assert.Same(before, certificates.Current);
        var refused = Assert.Throws<StorageException>(() => new CertificateSource(new TlsOptions { Directory = PathOf("gateway") }, TimeProvider.System, NullLogger<CertificateSource>.Instance));
        Assert.Equal(StorageErrorCode.Refused, refused.Code);

        Issue(_authority, PeerRoles.Gateway, "gateway");
        certificates.Reload();
        Assert.NotSame(before, certificates.Current);
    }

    [Fact]
    public async Task ListenForRpc_InPlainTextOutsideOfLoopback_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<StorageException>(() => PlainTextServer.StartAsync(System.Net.IPAddress.Any));

        Assert.Equal(StorageErrorCode.Refused, refused.Code);
    }

    [Fact]
    public void Validate_OfTlsOptions_AsksForADirectoryOrTheUnsafeSetting()
    {
        Assert.NotEmpty(Violations(new TlsOptions()));
        Assert.NotEmpty(Violations(new TlsOptions { Directory = "x", UnsafePlainText = true }));
        Assert.Empty(Violations(new TlsOptions { Directory = "x" }));
        Assert.Empty(Violations(new TlsOptions { UnsafePlainText = true }));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static IEnumerable<System.ComponentModel.DataAnnotations.ValidationResult> Violations(TlsOptions options) => options.Validate(new(options));

    private static async Task RefusedAsync(Func<Task> action) =>
        Assert.Equal(StorageErrorCode.DeviceUnavailable, (await Assert.ThrowsAsync<StorageException>(action)).Code);

    /// <summary>The node's order decides, and what a client does not offer is not forced on it.</summary>
    [Theory]
    [InlineData(SslProtocols.Tls13, null, TlsCipherSuite.TLS_AES_128_GCM_SHA256)]
    [InlineData(SslProtocols.Tls12, null, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)]
    [InlineData(SslProtocols.Tls13, TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_AES_256_GCM_SHA384)]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384)]
    public async Task Handshake_ClientOffers_UsesTheCheapestOfThose(SslProtocols protocol, TlsCipherSuite? only, TlsCipherSuite expected)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Only there a process chooses.");
        await using var node = await ServedNode.StartAsync([], Source(_authority, PeerRoles.Node, "node", "127.0.0.1"));
        using var certificates = Source(_authority, PeerRoles.Gateway, "gateway");
        var options = certificates.ClientOptions(PeerRoles.Node);
        options.TargetHost = "127.0.0.1";
        options.EnabledSslProtocols = protocol;
        options.ApplicationProtocols = [SslApplicationProtocol.Http2];
        if (only is { } suite && OperatingSystem.IsLinux()) options.CipherSuitesPolicy = new CipherSuitesPolicy([suite]);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(node.Address.Host, node.Address.Port, Token);
        await using var tls = new SslStream(tcp.GetStream());

        await tls.AuthenticateAsClientAsync(options, Token);

        Assert.Equal(expected, tls.NegotiatedCipherSuite);
    }

    private static async Task DescribeAnewAsync(ServedNode node, CertificateSource certificates, bool isAnswered)
    {
        using var client = node.Connect(certificates: certificates);
        if (isAnswered) await client.DescribeAsync(Token);
        else await RefusedAsync(() => client.DescribeAsync(Token));
    }

    /// <summary>Bytes that come back after a handshake, and an HTTP/2 preface or a request, with a certificate.</summary>
    private static async Task<int> ExchangeAsync(Uri address, X509Certificate2? certificate)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(address.Host, address.Port, Token);
#pragma warning disable CA5359 // It is the server's judgement of this client that is looked at.
        await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "127.0.0.1",
                    ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                    LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!,
                },
                Token);
            var request = tls.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2 ? "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0" : "GET / HTTP/1.1\r\nhost: x\r\n\r\n";
            await tls.WriteAsync(System.Text.Encoding.Latin1.GetBytes(request), Token);
            return await tls.ReadAsync(new byte[100], Token);
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            return 0;
        }
    }

    private X509Certificate2 WithoutRole()
    {
        using var issuer = X509Certificate2.CreateFromPemFile(Path.Combine(PathOf("ca"), "ca.crt"), Path.Combine(PathOf("ca"), "ca.key"));
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=nobody, OU=admin", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        return request.Create(issuer, now.AddMinutes(-1), now.AddDays(1), [1, 2, 3]).CopyWithPrivateKey(key);
    }

    private void Issue(CertificateAuthority authority, PeerRoles role, string name, params string[] hosts) =>
        authority.Issue(new PeerIdentity(role, name), hosts, Day, PathOf(name));

    private CertificateSource Source(CertificateAuthority authority, PeerRoles role, string name, params string[] hosts)
    {
        Issue(authority, role, name, hosts);
        return new CertificateSource(new TlsOptions { Directory = PathOf(name), ReloadPeriod = Day }, TimeProvider.System, NullLogger<CertificateSource>.Instance);
    }

    private string PathOf(string name) => Path.Combine(_directory, name);

    private sealed class ShiftedTime(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;
    }
}
