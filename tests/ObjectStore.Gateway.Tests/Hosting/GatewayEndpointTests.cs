using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Gateway.Tests.Hosting;

public class GatewayEndpointTests
{
    [Theory]
    [InlineData("2.0")]
    [InlineData("1.1")]
    public async Task Https_ObjectOfSeveralStripes_IsPutReadAndListed(string version)
    {
        using var files = new CertificateFiles();
        await using var host = await GatewayHost.StartAsync(files.Settings);
        using var client = Connect(files, Version.Parse(version));
        var body = new byte[3 << 20];
        new Random(3).NextBytes(body);

        var bucket = await SendAsync(client, host, new S3Request("PUT", "/bucket"));
        var put = await SendAsync(client, host, new S3Request("PUT", "/bucket/a%20b/%C3%A9?x-id=PutObject") { Body = body });
        var get = await SendAsync(client, host, new S3Request("GET", "/bucket/a%20b/%C3%A9"));
        var list = await SendAsync(client, host, new S3Request("GET", "/bucket?list-type=2&prefix=a%20b/"));
        var unsigned = await SendAsync(client, host, new S3Request("GET", "/bucket") { Signer = null });

        Assert.Equal((200, 200, 200, 200, 403), (bucket.Status, put.Status, get.Status, list.Status, unsigned.Status));
        Assert.True(body.AsSpan().SequenceEqual(get.Body));
        Assert.Equal(["a b/\u00e9"], list.Values("Key"));
    }

    [Fact]
    public async Task Https_RefusedUpload_LeavesTheConnectionUsable()
    {
        using var files = new CertificateFiles();
        await using var host = await GatewayHost.StartAsync(files.Settings);
        using var client = Connect(files, HttpVersion.Version20);
        await SendAsync(client, host, new S3Request("PUT", "/bucket"));

        var refused = await SendAsync(client, host, new S3Request("PUT", "/bucket/k") { Body = new byte[100_000], PayloadHash = new string('0', 64) });
        var after = await SendAsync(client, host, new S3Request("GET", "/bucket/k"));

        Assert.Equal((400, "XAmzContentSHA256Mismatch"), (refused.Status, refused.Code));
        Assert.Equal((404, "NoSuchKey"), (after.Status, after.Code));
        Assert.Equal(0, host.Data.WriteCount);
    }

    /// <summary>A malformed request of HTTP/2 has no answer; its stream ends, and the connection goes on.</summary>
    [Fact]
    public async Task Http2_NulInThePath_ResetsTheStreamOnly()
    {
        using var files = new CertificateFiles();
        await using var host = await GatewayHost.StartAsync(files.Settings);
        using var client = Connect(files, HttpVersion.Version20);

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(client, host, new S3Request("GET", "/bucket/%00")));
        var after = await SendAsync(client, host, new S3Request("GET", "/bucket"));

        Assert.Equal(HttpRequestError.HttpProtocolError, refused.HttpRequestError);
        Assert.Equal((404, "NoSuchBucket"), (after.Status, after.Code));
    }

    /// <summary>Without TLS a client that opens with HTTP/2 is told to use HTTP/1.1, in a frame that it understands.</summary>
    [Fact]
    public async Task Http_PrefaceOfHttp2_IsAnsweredWithHttp11Required()
    {
        await using var host = await GatewayHost.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(host.Endpoint, TestContext.Current.CancellationToken);
        var stream = client.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), TestContext.Current.CancellationToken);
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer, TestContext.Current.CancellationToken);

        Assert.Equal(0xd, answer.ToArray()[^1]); // RFC 9113 §7: HTTP_1_1_REQUIRED, the end of GOAWAY.
        Assert.Equal("NoSuchBucket", (await host.Client.SendAsync("GET", "/bucket")).Code);
    }

    [Fact]
    public async Task Start_OneFileOfTwo_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => GatewayHost.StartAsync(("Gateway:CertificateKeyFile", "key.pem")));

        Assert.Contains("both or neither", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Start_FilesThatAreNoPair_IsRefusedInOneLine(bool isMissing, bool isOtherKey)
    {
        using var files = new CertificateFiles();
        using var others = new CertificateFiles();
        if (isMissing) File.Delete(files.KeyFile);
        else if (isOtherKey) File.Copy(others.KeyFile, files.KeyFile, overwrite: true);
        else await File.WriteAllTextAsync(files.CertificateFile, "nonsense", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<SettingsException>(() => GatewayHost.StartAsync(files.Settings));

        Assert.Contains(files.CertificateFile, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private static HttpClient Connect(CertificateFiles files, Version version)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == files.Thumbprint;
        return new HttpClient(handler) { DefaultRequestVersion = version, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    }

    private static async Task<S3Response> SendAsync(HttpClient client, GatewayHost host, S3Request request)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), $"https://{host.Endpoint}{request.Target}")
        {
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
        };
        if (request.Method == "PUT") message.Content = new ByteArrayContent(request.Body);
        foreach (var (name, value) in host.Client.Headers(request))
        {
            if (name != "content-length") Assert.True(message.Headers.TryAddWithoutValidation(name, value), name);
        }

        using var response = await client.SendAsync(message, TestContext.Current.CancellationToken);
        Assert.Equal(client.DefaultRequestVersion, response.Version);
        var headers = response.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase);
        return new S3Response((int)response.StatusCode, headers, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
