using Microsoft.Extensions.DependencyInjection;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Gateway.Tests.Operations;

/// <summary>Uploads into buckets without room for them.</summary>
public sealed class QuotaTests
{
    private const string Exceeded = "QuotaExceeded";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("11")]
    [InlineData("1000000000")]
    public async Task PutObject_NoRoom_IsRefusedBeforeItsBodyIsAskedFor(string length)
    {
        await using var host = await StartAsync(bytes: 10);
        using var connection = await host.Client.ConnectAsync();

        await connection.WriteAsync(host.Client.Head(Awaiting("/bucket/k", length)));
        var answer = await connection.ReadAsync("PUT");

        Assert.Equal((403, Exceeded), (answer.Status, answer.Code));
        Assert.True(await connection.IsClosedAsync());
        Assert.Equal(0, host.Index.ObjectCount);
        Assert.Empty(host.Data.Pools);
    }

    [Fact]
    public async Task PutObject_RoomIsLeftOrGivenBack_IsAskedToContinue()
    {
        await using var host = await StartAsync(bytes: 10);
        await host.Client.SendAsync("PUT", "/bucket/k", "123456"u8.ToArray());
        using var connection = await host.Client.ConnectAsync();

        await connection.WriteAsync(host.Client.Head(Awaiting("/bucket/k", "10")));
        var interim = await connection.ReadAsync("PUT");
        await connection.WriteAsync("1234567890"u8.ToArray());
        var overwritten = await connection.ReadAsync("PUT");
        var full = await host.Client.SendAsync("PUT", "/bucket/other", "1"u8.ToArray());
        await host.Client.SendAsync("DELETE", "/bucket/k");
        var again = await host.Client.SendAsync("PUT", "/bucket/other", "1234567890"u8.ToArray());

        Assert.Equal((100, 200), (interim.Status, overwritten.Status));
        Assert.Equal((403, Exceeded, 200), (full.Status, full.Code, again.Status));
    }

    [Fact]
    public async Task UploadPart_NoRoom_IsRefusedBeforeItsBodyIsAskedFor()
    {
        await using var host = await StartAsync(bytes: 10);
        var upload = (await host.Client.SendAsync("POST", "/bucket/k?uploads")).Value("UploadId");
        await host.Client.SendAsync("PUT", $"/bucket/k?partNumber=1&uploadId={upload}", "123456"u8.ToArray());
        using var connection = await host.Client.ConnectAsync();

        await connection.WriteAsync(host.Client.Head(Awaiting($"/bucket/k?partNumber=2&uploadId={upload}", "5")));
        var refused = await connection.ReadAsync("PUT");
        var replaced = await host.Client.SendAsync("PUT", $"/bucket/k?partNumber=1&uploadId={upload}", "1234567890"u8.ToArray());

        Assert.Equal((403, Exceeded, 200), (refused.Status, refused.Code, replaced.Status));
        Assert.Equal(2, host.Data.Pools.Count);
    }

    /// <summary>The framing of aws-chunked is not the object.</summary>
    [Fact]
    public async Task PutObject_Chunked_IsJudgedByItsDecodedLength()
    {
        await using var host = await StartAsync(bytes: 10);
        var fits = new S3Request("PUT", "/bucket/fits")
        {
            Body = "a\r\n1234567890\r\n0\r\nx-amz-checksum-crc32:Jh2u5Q==\r\n\r\n"u8.ToArray(),
            PayloadHash = "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            Headers = [new("x-amz-decoded-content-length", "10"), new("x-amz-trailer", "x-amz-checksum-crc32"), new("content-encoding", "aws-chunked")],
        };
        var large = new S3Request("PUT", "/bucket/large")
        {
            ContentLength = "60",
            PayloadHash = "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            Headers = [new("x-amz-decoded-content-length", "11"), new("x-amz-trailer", "x-amz-checksum-crc32"), new("content-encoding", "aws-chunked")],
            UnsignedHeaders = [new("expect", "100-continue")],
        };

        var refused = await host.Client.SendAsync(large);
        var stored = await host.Client.SendAsync(fits);

        Assert.Equal((403, Exceeded), (refused.Status, refused.Code));
        Assert.Equal((200, null), (stored.Status, stored.Code));
    }

    /// <summary>The commit refuses what showed to be too long only when it had arrived; an object that is one too many is known before.</summary>
    [Fact]
    public async Task PutObject_LengthIsNotKnown_IsJudgedByTheObjectAlone()
    {
        await using var host = await StartAsync(bytes: 3, objects: 1);
        var request = new S3Request("PUT", "/bucket/k")
        {
            Body = "4\r\n1234\r\n0\r\n\r\n"u8.ToArray(),
            PayloadHash = "UNSIGNED-PAYLOAD",
            ContentLength = "",
            UnsignedHeaders = [new("transfer-encoding", "chunked")],
        };

        var late = await host.Client.SendAsync(request);
        var received = host.Data.Pools.Count;
        await host.Client.SendAsync("PUT", "/bucket/first", "1"u8.ToArray());
        var early = await host.Client.SendAsync(request);

        Assert.Equal((403, Exceeded, 1), (late.Status, late.Code, received));
        Assert.Equal((403, Exceeded, 2), (early.Status, early.Code, host.Data.Pools.Count));
    }

    /// <summary>Whether the commit needs what does not answer now only the commit can tell.</summary>
    [Fact]
    public async Task PutObject_LedgerDoesNotAnswer_IsLeftToTheCommit()
    {
        await using var host = await StartAsync(bytes: 1L << 30);
        await host.Client.SendAsync("PUT", "/bucket/k", "1"u8.ToArray());
        await using var beside = await host.StartBesideAsync();
        await beside.Client.SendAsync("GET", "/bucket/k");
        host.Index.FailNextScan = new StorageException(StorageErrorCode.IndexUnavailable, "Gone.");

        var answer = await beside.Client.SendAsync("PUT", "/bucket/k", "12"u8.ToArray());

        Assert.Equal((200, null), (answer.Status, host.Index.FailNextScan));
    }

    private static async Task<GatewayHost> StartAsync(long bytes, long? objects = null)
    {
        var host = await GatewayHost.StartWithBucketAsync();
        var bucket = (await host.Catalog.GetBucketAsync("bucket", Cancel))!;
        var state = await host.Services.GetRequiredService<IBucketQuotas>().SetAsync(bucket, new StorageQuota(bytes, objects), Cancel);
        Assert.Equal(QuotaMode.Enforced, state!.Mode);
        return host;
    }

    private static S3Request Awaiting(string target, string length) =>
        new("PUT", target) { PayloadHash = "UNSIGNED-PAYLOAD", ContentLength = length, UnsignedHeaders = [new("expect", "100-continue")] };
}
