using System.Buffers.Binary;
using System.Text;
using ObjectStore.Core.Checksums;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Gateway.Tests.Operations;

/// <summary>Configurations that a newer release has set, while this gateway still runs: what depends on them is refused for a while, and nothing else.</summary>
public sealed class NewerDocumentTests
{
    private const int UnreadableEvent = 1030;
    private const int FailedEvent = 1001;
    private const string Newer = "{\"v\":2,\"rules\":[]}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Guessing what such a document says would open the bucket, or close it.</summary>
    [Theory]
    [InlineData(BucketDocumentKind.Policy, "{\"Statement\":[{\"Effect\":\"Perhaps\"}]}", "policy")]
    [InlineData(BucketDocumentKind.Acl, "15q:alice", "access control list")]
    [InlineData(BucketDocumentKind.PublicAccessBlock, "11111", "public access block")]
    [InlineData(BucketDocumentKind.Ownership, "BucketOwnerSometimes", "ownership of objects")]
    public async Task AccessDocument_OfANewerRelease_RefusesAllRequests(BucketDocumentKind kind, string content, string name)
    {
        await using var host = await StartAsync(kind, content);

        S3Response[] answers =
        [
            await host.Client.SendAsync("GET", "/bucket/k"),
            await host.Client.SendAsync("PUT", "/bucket/new", [1]),
            await host.Client.SendAsync("DELETE", "/bucket/k"),
            await host.Client.SendAsync("GET", "/bucket?list-type=2"),
            await host.Client.SendAsync("GET", "/bucket?policy"),
            await host.Client.SendAsync("DELETE", "/bucket?policy"),
            await host.Client.SendAsync(new S3Request("GET", "/bucket/k") { Signer = null }),
            await host.Client.SendAsync(new S3Request("GET", "/bucket/k") { Signer = TestIdentities.Admin }),
        ];

        Assert.All(answers, answer => Assert.Equal((503, "ServiceUnavailable", "1"), (answer.Status, answer.Code, answer["retry-after"])));
        Assert.All(answers, answer => Assert.Contains($"The {name}", answer.Value("Message"), StringComparison.Ordinal));
        Assert.Equal(1, host.Index.ObjectCount);
        Assert.Contains("bucket", Assert.Single(host.Warnings.Of(UnreadableEvent)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BucketDocumentKind.Cors, "<CORSConfiguration><Later/></CORSConfiguration>", "?cors")]
    [InlineData(BucketDocumentKind.Lifecycle, Newer, "?lifecycle")]
    [InlineData(BucketDocumentKind.Website, "<WebsiteConfiguration><Later/></WebsiteConfiguration>", "?website")]
    [InlineData(BucketDocumentKind.Logging, "<BucketLoggingStatus><Later/></BucketLoggingStatus>", "?logging")]
    [InlineData(BucketDocumentKind.Inventory, "<ListInventoryConfigurationsResult><Later/></ListInventoryConfigurationsResult>", "?inventory")]
    [InlineData(BucketDocumentKind.Rates, Newer, null)]
    [InlineData(BucketDocumentKind.Compression, "sometimes", null)]
    public async Task OtherDocument_OfANewerRelease_LeavesObjectsAlone(BucketDocumentKind kind, string content, string? query)
    {
        await using var host = await StartAsync(kind, content);

        S3Response[] answers =
        [
            await host.Client.SendAsync("GET", "/bucket/k", null, ("origin", "http://example.org")),
            await host.Client.SendAsync("PUT", "/bucket/new", [1]),
            await host.Client.SendAsync("HEAD", "/bucket/new"),
            await host.Client.SendAsync("GET", "/bucket?list-type=2"),
            await host.Client.SendAsync("POST", "/bucket/u?uploads"),
        ];
        var deleted = await host.Client.SendAsync("DELETE", "/bucket/new");

        Assert.All(answers, static answer => Assert.Equal(200, answer.Status));
        Assert.Equal(204, deleted.Status);
        Assert.Null(answers[0]["access-control-allow-origin"]);
        if (query is not null)
        {
            var asked = await host.Client.SendAsync("GET", "/bucket" + query);
            Assert.Equal((503, "ServiceUnavailable"), (asked.Status, asked.Code));
        }

        Assert.Contains(kind.ToString(), Assert.Single(host.Warnings.Of(UnreadableEvent)), StringComparison.Ordinal);
    }

    /// <summary>Tags of a bucket are read only when they are asked for.</summary>
    [Fact]
    public async Task Tags_OfANewerRelease_AreRefusedAlone()
    {
        await using var host = await StartAsync(BucketDocumentKind.Tags, "{}");

        var tags = await host.Client.SendAsync("GET", "/bucket?tagging");
        var get = await host.Client.SendAsync("GET", "/bucket/k");

        Assert.Equal((503, "ServiceUnavailable", 200), (tags.Status, tags.Code, get.Status));
    }

    /// <summary>Nobody would ever be told of a change that was made meanwhile.</summary>
    [Theory]
    [InlineData(BucketDocumentKind.Notifications, "?notification")]
    [InlineData(BucketDocumentKind.Replication, "?replication")]
    public async Task DocumentOfWhoIsTold_OfANewerRelease_RefusesChangesBeforeTheyAreMade(BucketDocumentKind kind, string query)
    {
        await using var host = await StartAsync(kind, Newer);
        var begun = await host.Client.SendAsync("POST", "/bucket/u?uploads");
        var upload = begun.Value("UploadId");
        var part = await host.Client.SendAsync("PUT", $"/bucket/u?partNumber=1&uploadId={upload}", [1]);
        var writeCount = host.Data.Pools.Count;

        S3Response[] refused =
        [
            await host.Client.SendAsync("PUT", "/bucket/new", [1]),
            await host.Client.SendAsync("DELETE", "/bucket/k"),
            await host.Client.SendAsync("PUT", "/bucket/copy", null, ("x-amz-copy-source", "bucket/k")),
            await host.Client.SendAsync("POST", $"/bucket/u?uploadId={upload}", Digests.Utf8("<CompleteMultipartUpload/>")),
            await host.Client.SendAsync("GET", "/bucket" + query),
        ];
        var get = await host.Client.SendAsync("GET", "/bucket/k");

        Assert.All(refused, static answer => Assert.Equal((503, "ServiceUnavailable"), (answer.Status, answer.Code)));
        Assert.Equal((200, 200, 200), (begun.Status, part.Status, get.Status));
        Assert.Equal((1, writeCount), (host.Index.ObjectCount, host.Data.Pools.Count));
    }

    [Fact]
    public async Task Encryption_OfANewerRelease_RefusesWritesAndNothingElse()
    {
        await using var host = await StartAsync(BucketDocumentKind.Encryption, "<ServerSideEncryptionConfiguration><Rule><Later/></Rule></ServerSideEncryptionConfiguration>");
        var writeCount = host.Data.Pools.Count;

        var put = await host.Client.SendAsync("PUT", "/bucket/new", [1]);
        var begun = await host.Client.SendAsync("POST", "/bucket/u?uploads");
        var asked = await host.Client.SendAsync("GET", "/bucket?encryption");
        var get = await host.Client.SendAsync("GET", "/bucket/k");
        var deleted = await host.Client.SendAsync("DELETE", "/bucket/k");

        Assert.Equal((503, 503, 503), (put.Status, begun.Status, asked.Status));
        Assert.Equal((200, 204, writeCount), (get.Status, deleted.Status, host.Data.Pools.Count));
    }

    [Fact]
    public async Task Document_BesideOneOfANewerRelease_IsChangedAndThatOneKept()
    {
        await using var host = await StartAsync(BucketDocumentKind.Inventory, "<ListInventoryConfigurationsResult><Later/></ListInventoryConfigurationsResult>");

        // One of several is changed here, and the others would be lost.
        var deleted = await host.Client.SendAsync("DELETE", "/bucket?inventory&id=a");
        var cors = await host.Client.SendAsync("PUT", "/bucket?cors", Digests.Utf8(
            "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>"));
        var documents = await host.Catalog.GetDocumentsAsync("bucket", Cancel);

        Assert.Equal((503, 200), (deleted.Status, cors.Status));
        Assert.Contains("Later", Encoding.UTF8.GetString(documents!.Find(BucketDocumentKind.Inventory)!.Value.Span), StringComparison.Ordinal);
        Assert.Equal("*", (await host.Client.SendAsync("GET", "/bucket/k", null, ("origin", "http://example.org")))["access-control-allow-origin"]);
    }

    /// <summary>The rows of documents, and of the bucket with its versioning and retention, have versions of their own. A row that is damaged is another matter.</summary>
    [Theory]
    [InlineData('A', true, 503, "ServiceUnavailable", 1)]
    [InlineData('A', false, 500, "InternalError", 0)]
    [InlineData('B', true, 503, "ServiceUnavailable", 0)]
    [InlineData('B', false, 500, "InternalError", 0)]
    public async Task RowOfTheBucket_OfANewerReleaseOrDamaged_AreToldApart(char family, bool isWhole, int status, string code, int tellCount)
    {
        await using var host = await StartAsync(BucketDocumentKind.Cors, "anything");
        await host.Index.ReplaceAsync(family, row => NewerRow(row, isWhole));
        await using var beside = await host.StartBesideAsync();

        var get = await beside.Client.SendAsync("GET", "/bucket/k");
        var put = await beside.Client.SendAsync("PUT", "/bucket/k", [1]);

        Assert.Equal((status, code, status, code), (get.Status, get.Code, put.Status, put.Code));
        Assert.Equal(tellCount, beside.Warnings.Of(UnreadableEvent).Count);
        Assert.Equal(isWhole ? 1 : 2, beside.Warnings.Of(FailedEvent).Count);
    }

    /// <summary>The row in the next version, which readers of this one must not read; with a checksum that says so, or not.</summary>
    private static byte[] NewerRow(Row row, bool isWhole)
    {
        var value = row.Value.ToArray();
        (value[1], value[2]) = ((byte)(value[1] + 1), (byte)(value[1] + 1));
        var content = value.AsSpan(..^sizeof(uint));
        if (isWhole) BinaryPrimitives.WriteUInt32LittleEndian(value.AsSpan(content.Length), Crc32C.Compute(content, Crc32C.Compute(row.Key.Span)));
        return value;
    }

    private static async Task<GatewayHost> StartAsync(BucketDocumentKind kind, string content)
    {
        var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        var bucket = (await host.Catalog.GetBucketAsync("bucket", Cancel))!;
        await host.Catalog.ChangeDocumentsAsync(bucket, documents => documents.With(kind, Encoding.UTF8.GetBytes(content)), Cancel);

        // Once a change is answered, whatever the gateway remembered before is looked up again.
        await host.Client.SendAsync("PUT", "/other");
        Assert.Equal(204, (await host.Client.SendAsync("DELETE", "/other?cors")).Status);
        return host;
    }
}
