using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Tests.Tiering;

/// <summary>Requests that read bytes are noted in the row, others are not, and clients see nothing of it.</summary>
public sealed class AccessNoteWriterTests
{
    private const string ClassHeader = "x-amz-storage-class";

    /// <summary>Looks at what is awaited, 20 ms apart.</summary>
    private const int LooksMax = 1_500;

    private static readonly DateTimeOffset Old = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().AddDays(-9).ToUnixTimeMilliseconds());
    private static readonly byte[] Content = new byte[128 << 10];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/bucket/k", null, null)]
    [InlineData("GET", "/bucket/k", "range", "bytes=5-6")]
    [InlineData("GET", "/bucket/k?partNumber=1", null, null)]
    [InlineData("GET", "/bucket/k?versionId=null", null, null)]
    [InlineData("PUT", "/bucket/copy", "x-amz-copy-source", "bucket/k")]
    public async Task Request_ThatReadsBytes_IsNotedAndChangesNothingElse(string method, string path, string? header, string? value)
    {
        await using var host = await StartAsync();
        await PutOldAsync(host, "k");
        var before = await host.Client.SendAsync("HEAD", "/bucket/k");

        var response = await host.Client.SendAsync(method, path, null, header is null ? [] : [(header, value!)]);
        var noted = await AwaitNoteAsync(host, "k");

        Assert.InRange(response.Status, 200, 206);
        Assert.True(noted.Tiering!.Value.AccessedAt > Old.AddDays(8));
        var after = await host.Client.SendAsync("HEAD", "/bucket/k");
        Assert.Equal((before["etag"], before["last-modified"], before[ClassHeader]), (after["etag"], after["last-modified"], after[ClassHeader]));
        Assert.Equal(200, (await host.Client.SendAsync("PUT", "/bucket/k", Content, ("if-match", before["etag"]!))).Status);
    }

    [Fact]
    public async Task UploadPartCopy_Source_IsNoted()
    {
        await using var host = await StartAsync();
        await PutOldAsync(host, "k");
        var upload = (await host.Client.SendAsync("POST", "/bucket/other?uploads")).Value("UploadId");

        Assert.Equal(200, (await host.Client.SendAsync("PUT", $"/bucket/other?partNumber=1&uploadId={upload}", null, ("x-amz-copy-source", "bucket/k"))).Status);

        Assert.True((await AwaitNoteAsync(host, "k")).Tiering!.Value.AccessedAt > Old);
    }

    /// <summary>Goal: only reads of bytes count. Method: notes are written in their order, so that none of this object can come after those of two others that are read later, one after the other.</summary>
    [Fact]
    public async Task Requests_ThatReadNoBytes_AreNotNoted()
    {
        await using var host = await StartAsync();
        foreach (var key in new[] { "k", "next", "last" }) await PutOldAsync(host, key);
        var eTag = (await host.Client.SendAsync("HEAD", "/bucket/k"))["etag"]!;

        S3Response[] answers =
        [
            await host.Client.SendAsync("HEAD", "/bucket/k"),
            await host.Client.SendAsync("GET", "/bucket/k", null, ("if-none-match", eTag)),
            await host.Client.SendAsync("GET", "/bucket/k", null, ("if-match", "\"other\"")),
            await host.Client.SendAsync("GET", "/bucket/k", null, ("range", "bytes=999999-")),
            await host.Client.SendAsync("GET", "/bucket/k?tagging"),
            await host.Client.SendAsync("GET", "/bucket/k?attributes", null, ("x-amz-object-attributes", "ObjectSize")),
            await host.Client.SendAsync("GET", "/bucket?list-type=2"),
            await host.Client.SendAsync("GET", "/bucket?versions"),
            await host.Client.SendAsync("PUT", "/bucket/copy", null, ("x-amz-copy-source", "bucket/k"), ("x-amz-copy-source-if-none-match", eTag)),
        ];
        foreach (var key in new[] { "next", "last" })
        {
            await host.Client.SendAsync("GET", $"/bucket/{key}");
            await AwaitNoteAsync(host, key);
        }

        Assert.Equal([200, 304, 412, 416, 200, 200, 200, 200, 412], answers.Select(static answer => answer.Status));
        Assert.Equal(Old, (await GetAsync(host, "k")).Tiering!.Value.AccessedAt);
    }

    [Fact]
    public async Task Request_RowSaysSoToTheDay_CommitsNothing()
    {
        await using var host = await StartAsync();
        await PutOldAsync(host, "k");
        await host.Client.SendAsync("GET", "/bucket/k");
        var noted = await AwaitNoteAsync(host, "k");
        await PutOldAsync(host, "next");

        for (var i = 0; i < 3; i++) await host.Client.SendAsync("GET", "/bucket/k");
        await host.Client.SendAsync("GET", "/bucket/next");
        await AwaitNoteAsync(host, "next");

        Assert.Equal(noted.Tiering, (await GetAsync(host, "k")).Tiering);
    }

    [Fact]
    public async Task Write_IndexFails_IsCountedAndTheNextIsWritten()
    {
        await using var host = await StartAsync();
        using var ended = new Measured(host.Meters, "objectstore.gateway.access_notes");
        await PutOldAsync(host, "k");
        await PutOldAsync(host, "next");
        host.Index.FailOnlyPutsOf = 'o';
        host.Index.FailNextCommit = new StorageException(StorageErrorCode.IndexUnavailable, "The test wants it so.");

        await host.Client.SendAsync("GET", "/bucket/k");
        for (var i = 0; i < LooksMax && ended.Sum == 0; i++) await Task.Delay(20, Cancel);
        Assert.Equal(1, ended.Sum);
        Assert.Equal(200, (await host.Client.SendAsync("GET", "/bucket/next")).Status);
        await AwaitNoteAsync(host, "next");

        Assert.Equal(Old, (await GetAsync(host, "k")).Tiering!.Value.AccessedAt);
    }

    /// <summary>Goal: a client's conditional write that meets a note is applied. Method: the note is committed in the middle of the write, after its condition was judged.</summary>
    [Fact]
    public async Task ConditionalPut_MeetsANote_IsApplied()
    {
        await using var host = await StartAsync();
        await PutOldAsync(host, "k");
        var eTag = (await host.Client.SendAsync("HEAD", "/bucket/k"))["etag"]!;
        var isNoted = false;
        host.Index.BeforeNextObjectCommit = async () => isNoted = await NoteAsync(host, "k", Old.AddDays(5)) == WriteOutcome.Applied;

        var response = await host.Client.SendAsync("PUT", "/bucket/k", Content, ("if-match", eTag));

        Assert.True(isNoted);
        Assert.Equal(200, response.Status);
        Assert.Null((await GetAsync(host, "k")).Tiering);
    }

    private static Task<GatewayHost> StartAsync() => GatewayHost.StartWithBucketAsync(
        ("StorageClasses:INTELLIGENT_TIERING:Pool", "hot"), ("StorageClasses:INTELLIGENT_TIERING:InfrequentAccessPool", "cold"));

    /// <summary>An object whose row says that it was read long ago.</summary>
    private static async Task PutOldAsync(GatewayHost host, string key)
    {
        Assert.Equal(200, (await host.Client.SendAsync("PUT", $"/bucket/{key}", Content, (ClassHeader, "INTELLIGENT_TIERING"))).Status);
        Assert.Equal(WriteOutcome.Applied, await NoteAsync(host, key, Old));
    }

    private static async Task<WriteOutcome> NoteAsync(GatewayHost host, string key, DateTimeOffset at)
    {
        var bucket = (await host.Catalog.GetBucketAsync("bucket", Cancel))!.Id;
        return (await host.Objects.UpdateAsync(bucket, ObjectKey.From(key), VersionName.Null, new ObjectUpdate.NoteAccess(at, static _ => true), Cancel)).Outcome;
    }

    private static async Task<ObjectRecord> GetAsync(GatewayHost host, string key)
    {
        var bucket = (await host.Catalog.GetBucketAsync("bucket", Cancel))!.Id;
        return (await host.Objects.GetAsync(bucket, ObjectKey.From(key), Cancel))!;
    }

    private static async Task<ObjectRecord> AwaitNoteAsync(GatewayHost host, string key)
    {
        for (var i = 0; i < LooksMax; i++)
        {
            var record = await GetAsync(host, key);
            if (record.Tiering?.AccessedAt != Old) return record;
            await Task.Delay(20, Cancel);
        }

        throw new TimeoutException($"Nothing was noted of {key}.");
    }
}
