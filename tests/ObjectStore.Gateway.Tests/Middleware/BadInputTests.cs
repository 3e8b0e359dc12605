using System.Text;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Middleware;

/// <summary>Requests that are wrong or fail: each gets its error, and leaves nothing behind.</summary>
public class BadInputTests
{
    private static readonly byte[] Body = Digests.Utf8("123456789");

    [Theory]
    [InlineData("content-md5", "rL0Y20xC+Fzt72VPzMSk2A==", "BadDigest")]
    [InlineData("content-md5", "YWJyYWNhZGFicmE=", "InvalidDigest")]
    [InlineData("content-md5", "", "InvalidDigest")]
    [InlineData("x-amz-checksum-crc32", "AAAAAA==", "BadDigest")]
    [InlineData("x-amz-checksum-crc32", "nonsense", "BadDigest")]
    public async Task PutObject_WrongDigest_IsRefused(string header, string value, string code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var response = await host.Client.SendAsync("PUT", "/bucket/k", Body, (header, value));

        Assert.Equal((400, code), (response.Status, response.Code));
        await AssertNothingIsLeftAsync(host);
    }

    [Fact]
    public async Task PutObject_WrongPayloadHash_IsRefused()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var response = await host.Client.SendAsync(new S3Request("PUT", "/bucket/k") { Body = Body, PayloadHash = new string('0', 64) });

        Assert.Equal((400, "XAmzContentSHA256Mismatch"), (response.Status, response.Code));
        await AssertNothingIsLeftAsync(host);
    }

    [Fact]
    public async Task PutObject_WrongSignature_IsRefusedBeforeTheBodyIsRead()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var stranger = new S3.Auth.Identity { AccessKey = "alice-key", SecretKey = "guess", UserId = "alice", DisplayName = "Alice" };

        using var connection = await host.Client.ConnectAsync();
        await connection.WriteAsync(host.Client.Head(
            new S3Request("PUT", "/bucket/k") { Signer = stranger, ContentLength = "1000000", UnsignedHeaders = [new("expect", "100-continue")] }));
        var response = await connection.ReadAsync("PUT");

        Assert.Equal((403, "SignatureDoesNotMatch"), (response.Status, response.Code));
        Assert.True(await connection.IsClosedAsync());
        await AssertNothingIsLeftAsync(host);
    }

    [Fact]
    public async Task PutObject_ExpectContinue_IsAskedToContinueOnlyWhenItMay()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        using var connection = await host.Client.ConnectAsync();
        var request = new S3Request("PUT", "/bucket/k") { Body = Body, UnsignedHeaders = [new("expect", "100-continue")] };

        await connection.WriteAsync(host.Client.Head(request));
        var interim = await connection.ReadAsync("PUT");
        await connection.WriteAsync(Body);
        var response = await connection.ReadAsync("PUT");

        Assert.Equal((100, 200), (interim.Status, response.Status));
        var refused = new S3Request("PUT", "/absent/k") { Body = Body, UnsignedHeaders = [new("expect", "100-continue")] };
        await connection.WriteAsync(host.Client.Head(refused));
        Assert.Equal("NoSuchBucket", (await connection.ReadAsync("PUT")).Code);
    }

    /// <summary>Nothing tells the client to continue then, and some take every later answer on the connection for this one.</summary>
    [Fact]
    public async Task PutObject_ExpectContinueAndNoBytes_EndsTheConnection()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        using var connection = await host.Client.ConnectAsync();

        await connection.WriteAsync(host.Client.Head(new S3Request("PUT", "/bucket/k") { Body = [], ContentLength = "0", UnsignedHeaders = [new("expect", "100-continue")] }));
        var response = await connection.ReadAsync("PUT");

        Assert.Equal(200, response.Status);
        Assert.True(await connection.IsClosedAsync());
    }

    /// <summary>Whether a body follows is for the client to decide; what it sends next must never be taken for the body, nor the body for a request.</summary>
    [Theory]
    [InlineData("POST", "/bucket/k?uploads")]
    [InlineData("DELETE", "/bucket/k")]
    [InlineData("GET", "/bucket")]
    public async Task Request_ExpectContinueAndABodyThatNobodyReads_EndsTheConnection(string method, string target)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        using var connection = await host.Client.ConnectAsync();
        var request = new S3Request(method, target) { ContentLength = "5", UnsignedHeaders = [new("expect", "100-continue")] };

        await connection.WriteAsync(host.Client.Head(request));
        var answer = await connection.ReadAsync(method);

        Assert.InRange(answer.Status, 200, 204);
        Assert.Equal("close", answer["connection"]);
    }

    [Fact]
    public async Task PutObject_ErrorBeforeTheBody_StillAnswersWithTheConnectionUsable()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        using var connection = await host.Client.ConnectAsync();
        var refused = new S3Request("PUT", "/absent/k") { Body = new byte[1 << 20] };

        await connection.WriteAsync(host.Client.Head(refused));
        await connection.WriteAsync(refused.Body);
        var first = await connection.ReadAsync("PUT");
        await connection.WriteAsync(host.Client.Head(new S3Request("HEAD", "/bucket")));
        var second = await connection.ReadAsync("HEAD");

        Assert.Equal(("NoSuchBucket", 200), (first.Code, second.Status));
    }

    [Fact]
    public async Task PutObject_TruncatedBody_LeavesNothing()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        using var connection = await host.Client.ConnectAsync();

        await connection.WriteAsync(host.Client.Head(new S3Request("PUT", "/bucket/k") { Body = Body, ContentLength = "100" }));
        await connection.WriteAsync(Body);
        connection.EndSending();

        // Kestrel may take the end of sending for the end of the client; then there is nobody to answer.
        var failure = await Record.ExceptionAsync(async () => Assert.Equal("IncompleteBody", (await connection.ReadAsync("PUT")).Code));

        Assert.True(failure is null or IOException, failure?.ToString());
        await AssertNothingIsLeftAsync(host);
    }

    [Fact]
    public async Task PutObject_OverlongBody_IsCutAtItsLength()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var response = await host.Client.SendAsync(new S3Request("PUT", "/bucket/k") { Body = Body, ContentLength = "5" });

        Assert.Equal("XAmzContentSHA256Mismatch", response.Code);
        await AssertNothingIsLeftAsync(host);
    }

    [Theory]
    [InlineData("", 411, "MissingContentLength")]
    [InlineData("5368709121", 400, "EntityTooLarge")]
    public async Task PutObject_BadLength_IsRefused(string length, int status, string code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        using var connection = await host.Client.ConnectAsync();

        await connection.WriteAsync(host.Client.Head(new S3Request("PUT", "/bucket/k") { ContentLength = length }));
        var response = await connection.ReadAsync("PUT");

        Assert.Equal((status, code), (response.Status, response.Code));
        await AssertNothingIsLeftAsync(host);
    }

    [Fact]
    public async Task PutObject_NegativeLength_LeavesNothing()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        using var connection = await host.Client.ConnectAsync();

        await connection.WriteAsync(host.Client.Head(new S3Request("PUT", "/bucket/k") { ContentLength = "-1" }));
        var response = await connection.ReadAsync("PUT");

        Assert.Equal((400, "BadRequest"), (response.Status, response.Code));
        await AssertNothingIsLeftAsync(host);
    }

    [Fact]
    public async Task Request_OversizedHeaders_IsRefusedInBoundedMemory()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var large = await host.Client.SendAsync("PUT", "/bucket/k", Body, ("x-custom", new string('x', 20_000)));
        var huge = await host.Client.SendAsync("PUT", "/bucket/k", Body, ("x-custom", new string('x', 90_000)));

        Assert.Equal((400, "RequestHeaderSectionTooLarge"), (large.Status, large.Code));
        Assert.Equal((400, "RequestHeaderSectionTooLarge"), (huge.Status, huge.Code));
        await AssertNothingIsLeftAsync(host);
    }

    [Theory]
    [InlineData("<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><Delete><Object><Key>&b;</Key></Object></Delete>")]
    [InlineData("<!DOCTYPE d SYSTEM \"file:///etc/passwd\"><Delete><Object><Key>a</Key></Object></Delete>")]
    [InlineData("<Delete xmlns=\"http://example.org/\"><Object><Key>a</Key></Object></Delete>")]
    [InlineData("<Delete><Object><Key>a</Key></Object></Delete><Delete/>")]
    [InlineData("<Delete><Object><Key>a<b/></Key></Object></Delete>")]
    [InlineData("\u0000")]
    public async Task DeleteObjects_HostileXml_IsMalformed(string document)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/a", Body);
        var bytes = Digests.Utf8(document);

        var response = await host.Client.SendAsync("POST", "/bucket?delete", bytes, ("content-md5", Digests.Md5Base64(bytes)));

        Assert.Equal((400, "MalformedXML"), (response.Status, response.Code));
        Assert.Equal(1, host.Index.ObjectCount);
    }

    [Fact]
    public async Task DeleteObjects_HugeXml_IsRefusedWithoutReadingIt()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        using var connection = await host.Client.ConnectAsync();

        await connection.WriteAsync(host.Client.Head(new S3Request("POST", "/bucket?delete")
        {
            ContentLength = "100000000",
            Headers = [new("content-md5", Digests.Md5Base64([]))],
        }));
        var response = await connection.ReadAsync("POST");

        Assert.Equal(400, response.Status);
        Assert.True(response.Code is "MaxMessageLengthExceeded" or "EntityTooLarge", response.Code);
    }

    [Fact]
    public async Task DeleteObjects_DeepXml_IsMalformed()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var deep = new StringBuilder("<Delete><Object><Key>a</Key><Size>");
        for (var i = 0; i < 1000; i++) deep.Append("<x>");
        for (var i = 0; i < 1000; i++) deep.Append("</x>");
        var bytes = Digests.Utf8(deep + "</Size></Object></Delete>");

        var response = await host.Client.SendAsync("POST", "/bucket?delete", bytes, ("content-md5", Digests.Md5Base64(bytes)));

        Assert.Equal("MalformedXML", response.Code);
    }

    [Theory]
    [InlineData("/bucket/k?partNumber=1&partNumber=2")]
    [InlineData("/bucket?list-type=2&list-type=2")]
    [InlineData("/bucket/k?uploadId=a&upload%49d=b")]
    public async Task Request_DuplicateParameter_IsInvalidArgument(string target)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        Assert.Equal("InvalidArgument", (await host.Client.SendAsync("GET", target)).Code);
    }

    [Fact]
    public async Task PutObject_ClientThatStopsSending_IsCutOff()
    {
        await using var host = await GatewayHost.StartWithBucketAsync(("Gateway:SlowRequestGrace", "00:00:01.1"), ("Gateway:RequestBytesPerSecondMin", "1000"));
        using var connection = await host.Client.ConnectAsync();

        await connection.WriteAsync(host.Client.Head(new S3Request("PUT", "/bucket/k") { ContentLength = "1000000", Body = Body }));
        await connection.WriteAsync(Body);
        var response = await connection.ReadAsync("PUT");

        Assert.Equal((400, "RequestTimeout"), (response.Status, response.Code));
        Assert.True(await connection.IsClosedAsync());
        await AssertNothingIsLeftAsync(host);
    }

    [Theory]
    [InlineData(StorageErrorCode.Overloaded, 503, "SlowDown")]
    [InlineData(StorageErrorCode.QuorumNotReached, 503, "ServiceUnavailable")]
    [InlineData(StorageErrorCode.IndexUnavailable, 503, "ServiceUnavailable")]
    [InlineData(StorageErrorCode.DeviceFull, 503, "ServiceUnavailable")]
    [InlineData(StorageErrorCode.TooFewFragments, 500, "InternalError")]
    public async Task PutObject_StoreFails_IsToldSo(StorageErrorCode failure, int status, string code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        host.Data.FailNext = new StorageException(failure, "Injected.");

        var response = await host.Client.SendAsync("PUT", "/bucket/k", Body);

        Assert.Equal((status, code), (response.Status, response.Code));
        Assert.Equal(status == 503, response["retry-after"] is not null);
    }

    [Fact]
    public async Task PutObject_CommitOfUnknownOutcome_KeepsTheStripes()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        (host.Index.FailNextCommit, host.Index.FailOnlyPutsOf) = (new StorageException(StorageErrorCode.IndexUnavailable, "Injected."), 'o');

        var response = await host.Client.SendAsync("PUT", "/bucket/k", Body);

        Assert.Equal(503, response.Status);
        Assert.Equal(1, host.Data.WriteCount);
    }

    [Fact]
    public async Task GetObject_FailureBeforeTheFirstByte_IsAnError()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", Body);
        host.Data.FailNext = new InvalidOperationException("Injected.");

        var response = await host.Client.SendAsync("GET", "/bucket/k");

        Assert.Equal((500, "InternalError"), (response.Status, response.Code));
        Assert.Null(response["etag"]);
    }

    [Fact]
    public async Task GetObject_FailureInTheMiddle_EndsTheConnectionShort()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", Body);
        host.Data.FailAfterBytes = 3;
        host.Data.FailNext = new StorageException(StorageErrorCode.TooFewFragments, "Injected.");

        var failure = await Record.ExceptionAsync(() => host.Client.SendAsync("GET", "/bucket/k"));

        Assert.True(failure is IOException, failure?.ToString() ?? "The whole answer came.");
    }

    [Fact]
    public async Task GetObject_FailureInTheMiddle_IsNotCountedAsSuccess()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", Body);
        using var requests = new RequestOutcomes(host);
        host.Data.FailAfterBytes = 3;
        host.Data.FailNext = new StorageException(StorageErrorCode.TooFewFragments, "Injected.");

        // A client may see its connection end before the request is counted, and be faster with the next one.
        await Assert.ThrowsAnyAsync<IOException>(() => host.Client.SendAsync("GET", "/bucket/k"));
        var first = await requests.TakeAsync(1);
        await host.Client.SendAsync("GET", "/bucket/k");

        Assert.Equal(["GetObject cut_off", "GetObject success"], [.. first, .. await requests.TakeAsync(1)]);
    }

    private static async Task AssertNothingIsLeftAsync(GatewayHost host)
    {
        Assert.Equal((0, 0), (host.Index.ObjectCount, host.Data.WriteCount));
        Assert.Equal(404, (await host.Client.SendAsync("HEAD", "/bucket/k")).Status);
    }
}
