using System.Security.Cryptography;
using System.Text;

namespace ObjectStore.Clients.Tests.BadInput;

/// <summary>Requests that no library would send: each gets an error, costs little memory and changes nothing.</summary>
[Trait("Category", "Integration")]
public sealed class BadInputTests(BadInputFixture fixture) : IClassFixture<BadInputFixture>
{
    private const string Bucket = BadInputFixture.Bucket;

    [Theory]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\r\n\r\n")]
    [InlineData("GET\r\n\r\n")]
    [InlineData("G\0T / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n")]
    public async Task Request_ThatIsNotHttp_IsABadRequest(string request)
    {
        using var connection = await fixture.ConnectAsync();

        await connection.SendAsync(request);

        await AssertRefusedAsync(connection, "BadRequest");
    }

    [Fact]
    public async Task Request_OfAnotherHttp_IsRefused()
    {
        using var connection = await fixture.ConnectAsync();

        await connection.SendAsync("GET / HTTP/9.9\r\n\r\n");

        Assert.Equal(505, (await connection.ReadResponseAsync()).Status);
        await connection.WaitForCloseAsync();
    }

    [Fact]
    public async Task Headers_OverTheLimit_AreRefused()
    {
        using var connection = await fixture.ConnectAsync();

        await connection.SendAsync($"GET / HTTP/1.1\r\nHost: x\r\nx-long: {new string('a', 90_000)}\r\n");

        await AssertRefusedAsync(connection, "RequestHeaderSectionTooLarge");
    }

    [Fact]
    public async Task RequestLine_OverTheLimit_IsRefused()
    {
        using var connection = await fixture.ConnectAsync();

        await connection.SendAsync($"GET /{new string('a', 60_000)} HTTP/1.1\r\n");

        await AssertRefusedAsync(connection, "InvalidURI");
    }

    [Fact]
    public async Task Get_WithNulInTheKey_IsRefused()
    {
        using var connection = await fixture.ConnectAsync();
        var head = fixture.Head("GET", $"/{Bucket}/x").Replace($"/{Bucket}/x", $"/{Bucket}/%00", StringComparison.Ordinal);

        await connection.SendAsync(head);

        await AssertRefusedAsync(connection, "InvalidURI");
    }

    [Fact]
    public async Task Put_WithATruncatedBody_LeavesNoObject()
    {
        using (var connection = await fixture.ConnectAsync())
        {
            await connection.SendAsync(fixture.Head("PUT", $"/{Bucket}/truncated", ("content-length", "100000")));
            await connection.SendAsync(new byte[50_000]);
            connection.FinishSending();
            await connection.WaitForCloseAsync();
        }

        await fixture.AssertAbsentAsync("truncated");
    }

    [Fact]
    public async Task Put_WithoutALength_IsRefused()
    {
        using var connection = await fixture.ConnectAsync();
        await connection.SendAsync(fixture.Head("PUT", $"/{Bucket}/unknown-length"));

        var response = await connection.ReadResponseAsync();

        Assert.Equal((411, "MissingContentLength"), (response.Status, response.Code));
        await fixture.AssertAbsentAsync("unknown-length");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("99999999999999999999")]
    public async Task Put_WithABadLength_IsRefused(string length)
    {
        using var connection = await fixture.ConnectAsync();
        await connection.SendAsync(fixture.Head("PUT", $"/{Bucket}/bad-length", ("content-length", length)));

        await AssertRefusedAsync(connection, "BadRequest");
        await fixture.AssertAbsentAsync("bad-length");
    }

    [Fact]
    public async Task Put_OverFiveGibibytes_IsRefusedBeforeItsBody()
    {
        using var connection = await fixture.ConnectAsync();
        await connection.SendAsync(fixture.Head("PUT", $"/{Bucket}/huge", ("content-length", "5368709121"), ("expect", "100-continue")));

        var response = await connection.ReadResponseAsync();

        Assert.Equal((400, "EntityTooLarge"), (response.Status, response.Code));
    }

    [Fact]
    public async Task Expect_WithAGoodRequest_IsAnsweredBeforeTheBody()
    {
        using var connection = await fixture.ConnectAsync();
        await connection.SendAsync(fixture.Head("PUT", $"/{Bucket}/expected", ("content-length", "5"), ("expect", "100-continue")));
        var interim = await connection.ReadResponseAsync();
        await connection.SendAsync("hello");

        Assert.Equal(100, interim.Status);
        Assert.Equal(200, (await connection.ReadResponseAsync()).Status);
        await fixture.DeleteAsync("expected");
    }

    [Fact]
    public async Task Expect_WithABadSignature_GetsTheErrorAtOnce()
    {
        using var connection = await fixture.ConnectAsync();
        var head = fixture.Head("PUT", $"/{Bucket}/expected", ("content-length", "1000000"), ("expect", "100-continue"));
        await connection.SendAsync(head.Replace("Signature=", "Signature=0", StringComparison.Ordinal));

        Assert.Equal(403, (await connection.ReadResponseAsync()).Status);
    }

    [Fact]
    public async Task DeleteObjects_WithHugeXml_IsRefusedInBoundedMemory()
    {
        const int length = 64 * 1024 * 1024;
        var before = fixture.Standalone.ResidentBytes;
        using var connection = await fixture.ConnectAsync();
        await connection.SendAsync(fixture.Head("POST", $"/{Bucket}?delete", ("content-length", $"{length}"), ("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==")));
        var sending = SendXmlAsync(connection, length);

        var response = await connection.ReadResponseAsync();

        Assert.Equal(400, response.Status);
        Assert.InRange(fixture.Standalone.ResidentBytes - before, long.MinValue, length);
        connection.Dispose();
        await sending;
    }

    [Theory]
    [InlineData("<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><Delete><Object><Key>&b;</Key></Object></Delete>")]
    [InlineData("<!DOCTYPE d SYSTEM \"file:///etc/passwd\"><Delete><Object><Key>a</Key></Object></Delete>")]
    [InlineData("<Delete><Object><Key>a</Key></Object>")]
    [InlineData("<Other/>")]
    [InlineData("not xml at all")]
    [InlineData("")]
    public async Task DeleteObjects_WithBadXml_IsRefused(string xml)
    {
        using var connection = await fixture.ConnectAsync();
        var body = Encoding.UTF8.GetBytes(xml);
#pragma warning disable CA5351 // The header Content-MD5 asks for exactly this digest.
        var digest = Convert.ToBase64String(MD5.HashData(body));
#pragma warning restore CA5351
        await connection.SendAsync(fixture.Head("POST", $"/{Bucket}?delete", ("content-length", $"{body.Length}"), ("content-md5", digest)));
        await connection.SendAsync(body);

        var response = await connection.ReadResponseAsync();

        Assert.Equal(400, response.Status);
        Assert.True(response.Code is "MalformedXML" or "MissingRequestBodyError", response.Code);
    }

    [Fact]
    public async Task Put_WithAnotherPayloadThanSigned_IsRefused()
    {
        using var connection = await fixture.ConnectAsync();
        var hash = RequestSigner.HashPayload("other"u8);
        await connection.SendAsync(
            fixture.Head("PUT", $"/{Bucket}/other-payload", ("content-length", "5"), (SignedRequest.PayloadHashHeader, hash)) + "hello");

        var response = await connection.ReadResponseAsync();

        Assert.Equal((400, "XAmzContentSHA256Mismatch"), (response.Status, response.Code));
        await fixture.AssertAbsentAsync("other-payload");
    }

    [Fact]
    public async Task List_WithADuplicateParameter_IsRefused()
    {
        using var connection = await fixture.ConnectAsync();
        await connection.SendAsync(fixture.Head("GET", $"/{Bucket}?prefix=a&prefix=b"));

        var response = await connection.ReadResponseAsync();

        Assert.Equal((400, "InvalidArgument"), (response.Status, response.Code));
    }

    [Fact]
    public async Task Put_FromAClientThatStops_IsCutOff()
    {
        using var connection = await fixture.ConnectAsync();
        await connection.SendAsync(fixture.Head("PUT", $"/{Bucket}/slow", ("content-length", "1000000")));
        await connection.SendAsync("a few bytes");

        // The connection gives up waiting after a minute, which fails the test.
        await connection.WaitForCloseAsync();

        await fixture.AssertAbsentAsync("slow");
    }

    [Fact]
    public async Task Get_WithAKeyThatIsNotUtf8_IsRefused()
    {
        using var connection = await fixture.ConnectAsync();
        var head = fixture.Head("GET", $"/{Bucket}/x").Replace($"/{Bucket}/x", $"/{Bucket}/%FF%FE", StringComparison.Ordinal);
        await connection.SendAsync(head);

        Assert.InRange((await connection.ReadResponseAsync()).Status, 400, 403);
    }

    [Fact]
    public async Task Connections_ThatSendNothing_DoNotKeepOthersOut()
    {
        var idle = new List<RawConnection>();
        for (var index = 0; index < 200; index++)
            idle.Add(await fixture.ConnectAsync());

        await fixture.AssertAbsentAsync("anything");

        idle.ForEach(connection => connection.Dispose());
    }

    private static async Task AssertRefusedAsync(RawConnection connection, string code)
    {
        var response = await connection.ReadResponseAsync();

        Assert.Equal((400, code), (response.Status, response.Code));
        Assert.Contains($"<RequestId>{response.Headers["x-amz-request-id"]}</RequestId>", response.Body, StringComparison.Ordinal);
        await connection.WaitForCloseAsync();
    }

    private static async Task SendXmlAsync(RawConnection connection, int length)
    {
        try
        {
            var piece = Encoding.UTF8.GetBytes("<Delete>" + string.Concat(Enumerable.Repeat("<Object><Key>k</Key></Object>", 2_000)));
            for (var sent = 0; sent < length; sent += piece.Length)
                await connection.SendAsync(piece);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The store closes the connection early, as it should.
        }
    }
}
