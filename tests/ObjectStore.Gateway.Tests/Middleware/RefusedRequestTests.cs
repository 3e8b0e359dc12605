using System.Text;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Middleware;

/// <summary>Requests that Kestrel refuses before they are requests: the client gets an S3 error all the same, and the connection ends.</summary>
public class RefusedRequestTests
{
    private const string Host = "Host: localhost\r\n";

    /// <summary>Request heads, and the code of the error for each.</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { $"PUT /bucket/k HTTP/1.1\r\n{Host}Content-Length: -1\r\n\r\n", "BadRequest" },
        { $"PUT /bucket/k HTTP/1.1\r\n{Host}Content-Length: abc\r\n\r\n", "BadRequest" },
        { $"PUT /bucket/k HTTP/1.1\r\n{Host}Content-Length: 99999999999999999999\r\n\r\n", "BadRequest" },
        { $"PUT /bucket/k HTTP/1.1\r\n{Host}Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "BadRequest" },
        { $"PUT /bucket/k HTTP/1.1\r\n{Host}Transfer-Encoding: gzip\r\n\r\n", "BadRequest" },
        { $"PUT /bucket/k HTTP/1.1\r\n{Host}Transfer-Encoding: chunked, gzip\r\n\r\n", "BadRequest" },
        { $"GET /bucket/a%00b HTTP/1.1\r\n{Host}\r\n", "InvalidURI" },
        { $"GET /bucket/%00?versions HTTP/1.1\r\n{Host}\r\n", "InvalidURI" },
        { $"GET /{new string('a', 20_000)} HTTP/1.1\r\n{Host}\r\n", "InvalidURI" },
        { $"GET /bucket HTTP/1.1\r\n{Host}x-long: {new string('a', 90_000)}\r\n\r\n", "RequestHeaderSectionTooLarge" },
        { $"GET /bucket HTTP/1.1\r\n{Host}{string.Concat(Enumerable.Range(0, 600).Select(i => $"x-{i}: a\r\n"))}\r\n", "RequestHeaderSectionTooLarge" },
        { $"GET /bucket HTTP/1.1\r\n{Host}no colon here\r\n\r\n", "BadRequest" },
        { "GET /bucket HTTP/1.1\r\n\r\n", "BadRequest" },
        { $"GET /bucket HTTP/1.1\r\n{Host}{Host}\r\n", "BadRequest" },
        { "GET\r\n\r\n", "BadRequest" },
        { "G\0T / HTTP/1.1\r\n\r\n", "BadRequest" },
        { "nonsense, but with a line end\r\n\r\n", "BadRequest" },
        { "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\r\n\r\n", "BadRequest" },
        { $"GET * HTTP/1.1\r\n{Host}\r\n", "MethodNotAllowed" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Http_RequestThatKestrelRefuses_GetsTheS3Error(string head, string code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        using var connection = await host.Client.ConnectAsync();

        await AssertRefusedAsync(connection, head, code);

        Assert.Equal(200, (await host.Client.SendAsync("HEAD", "/bucket")).Status);
        Assert.Equal(0, host.Index.ObjectCount);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Https_RequestThatKestrelRefuses_GetsTheS3Error(string head, string code)
    {
        using var files = new CertificateFiles();
        await using var host = await GatewayHost.StartAsync(files.Settings);
        using var connection = await host.Client.ConnectAsync();
        await connection.SecureAsync(files.Thumbprint);

        await AssertRefusedAsync(connection, head, code);
    }

    [Fact]
    public async Task Request_RefusedAfterAGoodOne_IsAnsweredAfterIt()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        using var connection = await host.Client.ConnectAsync();
        var good = Encoding.UTF8.GetString(host.Client.Head(new S3Request("GET", "/bucket?location")));

        await connection.WriteAsync(Encoding.Latin1.GetBytes($"{good}{good}GET /bucket HTTP/1.1\r\n{Host}Content-Length: x\r\n\r\n{good}"));
        var first = await connection.ReadAsync("GET");
        var second = await connection.ReadAsync("GET");
        var refused = await connection.ReadAsync("GET");

        Assert.Equal((200, 200), (first.Status, second.Status));
        Assert.Equal("LocationConstraint", first.Xml.Name.LocalName);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal((400, "BadRequest"), (refused.Status, refused.Code));
        Assert.NotEqual(second["x-amz-request-id"], refused["x-amz-request-id"]);
        Assert.True(await connection.IsClosedAsync());
    }

    [Theory]
    [InlineData("Content-Length: x")]
    [InlineData("Transfer-Encoding: gzip")]
    public async Task Head_Refused_HasNoBody(string header)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        using var connection = await host.Client.ConnectAsync();

        await connection.WriteAsync(Encoding.Latin1.GetBytes($"HEAD /bucket HTTP/1.1\r\n{Host}{header}\r\n\r\n"));
        var response = await connection.ReadAsync("HEAD");

        Assert.Equal(400, response.Status);
        Assert.NotNull(response["x-amz-request-id"]);
        Assert.True(await connection.IsClosedAsync(), "Bytes came after the head.");
    }

    /// <summary>What an application answers is never taken for a refusal, however much it looks like one.</summary>
    [Fact]
    public async Task GetObject_BodyThatLooksLikeARefusal_IsDeliveredAsItIs()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var body = Digests.Utf8("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\nDate: Fri, 20 Nov 2026 13:00:00 GMT\r\n\r\n");
        Assert.Equal(200, (await host.Client.SendAsync("PUT", "/bucket/k", body)).Status);
        using var connection = await host.Client.ConnectAsync();

        await connection.WriteAsync(host.Client.Head(new S3Request("GET", "/bucket/k")));
        var first = await connection.ReadAsync("GET");
        await connection.WriteAsync(host.Client.Head(new S3Request("GET", "/bucket/k")));
        var second = await connection.ReadAsync("GET");

        Assert.Equal((200, 200), (first.Status, second.Status));
        Assert.Equal(body, first.Body);
        Assert.Equal(body, second.Body);
    }

    /// <summary>The body's end is found to be wrong only after the answer: nothing is added to it.</summary>
    [Fact]
    public async Task Request_BodyRefusedAfterTheAnswer_GetsOneAnswer()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        using var connection = await host.Client.ConnectAsync();
        var request = new S3Request("GET", "/bucket?location") { ContentLength = "", UnsignedHeaders = [new("transfer-encoding", "chunked")] };

        await connection.WriteAsync(host.Client.Head(request));
        await connection.WriteAsync("not a chunk\r\n"u8.ToArray());
        var response = await connection.ReadAsync("GET");

        Assert.Equal(200, response.Status);
        Assert.True(await connection.IsClosedAsync(), "A second answer came.");
    }

    [Fact]
    public async Task Refused_IsCountedAsAnErrorOfTheClient()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        using var requests = new RequestOutcomes(host);
        using var connection = await host.Client.ConnectAsync();

        await AssertRefusedAsync(connection, $"GET /%00 HTTP/1.1\r\n{Host}\r\n", "InvalidURI");

        Assert.Equal(["Unknown client_error"], await requests.TakeAsync(1));
    }

    private static async Task AssertRefusedAsync(S3Connection connection, string head, string code)
    {
        await connection.WriteAsync(Encoding.Latin1.GetBytes(head));

        var response = await connection.ReadAsync("GET");

        Assert.Equal(code, response.Code);
        Assert.Equal(code == "MethodNotAllowed" ? 405 : 400, response.Status);
        Assert.Equal("application/xml", response["content-type"]);
        Assert.Equal("close", response["connection"]);
        Assert.Equal("ObjectStore", response["server"]);
        Assert.Matches("^[0-9A-F]{16}$", response["x-amz-request-id"]);
        Assert.Equal(response["x-amz-request-id"], response.Value("RequestId"));
        Assert.Equal(response["x-amz-id-2"], response.Value("HostId"));
        Assert.True(await connection.IsClosedAsync(), "Bytes came after the answer.");
    }
}
