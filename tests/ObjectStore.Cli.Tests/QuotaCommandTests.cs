using System.Net;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;

namespace ObjectStore.Cli.Tests;

public class QuotaCommandTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Quota_SetShownAndCleared_HoldsMeanwhile()
    {
        await fixture.S3.PutBucketAsync("limited", Cancel);
        await PutAsync("first", 60);
        var before = await RunAsync("buckets", "quota", "show", "limited", "--output", "json");

        var set = await RunAsync("buckets", "quota", "set", "limited", "--bytes", "100", "--objects", "3");
        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => PutAsync("second", 41));
        await PutAsync("second", 40);
        var shown = await RunAsync("buckets", "quota", "show", "limited", "--output", "json");
        var cleared = await RunAsync("buckets", "quota", "clear", "limited", "--output", "json");
        await PutAsync("third", 1000);
        var recounted = await RunAsync("buckets", "quota", "recount", "limited", "--output", "json");

        Assert.Equal("none", before.Json.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, before.Json.GetProperty("usedBytes").ValueKind);
        Assert.Contains("enforced", set.Output, StringComparison.Ordinal);
        Assert.Equal(("QuotaExceeded", HttpStatusCode.Forbidden), (refused.ErrorCode, refused.StatusCode));
        Assert.Contains("bytes", refused.Message, StringComparison.Ordinal);
        Assert.Equal((100, 100, 3, 2), (Of(shown, "bytes"), Of(shown, "usedBytes"), Of(shown, "objects"), Of(shown, "usedObjects")));
        Assert.Equal(JsonValueKind.Null, cleared.Json.GetProperty("bytes").ValueKind);
        Assert.Equal((1100, 3), (Of(recounted, "usedBytes"), Of(recounted, "usedObjects")));
    }

    [Fact]
    public async Task Quota_IsUsedUp_UploadsPartsAndCopiesAreRefusedAndDeletesGoOn()
    {
        await fixture.S3.PutBucketAsync("full", Cancel);
        await fixture.S3.PutObjectAsync(new PutObjectRequest { BucketName = "full", Key = "a", ContentBody = "12345" }, Cancel);
        var upload = await fixture.S3.InitiateMultipartUploadAsync("full", "b", Cancel);
        await RunAsync("buckets", "quota", "set", "full", "--bytes", "5", "--objects", "2");
        using var part = new MemoryStream(new byte[1]);

        Assert.Equal("QuotaExceeded", await CodeOfAsync(() => fixture.S3.InitiateMultipartUploadAsync("full", "c", Cancel)));
        Assert.Equal("QuotaExceeded", await CodeOfAsync(() => fixture.S3.CopyObjectAsync("full", "a", "full", "d", Cancel)));
        Assert.Equal("QuotaExceeded", await CodeOfAsync(() => fixture.S3.UploadPartAsync(
            new UploadPartRequest { BucketName = "full", Key = "b", UploadId = upload.UploadId, PartNumber = 1, InputStream = part }, Cancel)));
        await fixture.S3.DeleteObjectAsync("full", "a", Cancel);
        await fixture.S3.AbortMultipartUploadAsync("full", "b", upload.UploadId, Cancel);
        var shown = await RunAsync("buckets", "quota", "show", "full", "--output", "json");

        Assert.Equal((0, 0), (Of(shown, "usedBytes"), Of(shown, "usedObjects")));
    }

    [Theory]
    [InlineData("NoSuchBucket", "buckets", "quota", "show", "nowhere")]
    [InlineData("NoSuchBucket", "buckets", "quota", "set", "No Bucket", "--bytes", "1")]
    [InlineData("NoSuchBucket", "buckets", "quota", "recount", "nowhere")]
    [InlineData("InvalidRequest", "buckets", "quota", "set", "photos", "--bytes", "-1")]
    [InlineData("InvalidRequest", "buckets", "quota", "set", "photos", "--objects", "1125899906842625")]
    public async Task Quota_ThatCannotBe_IsRefused(string code, params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.EndsWith($"({code})", run.Error.TrimEnd('\n'), StringComparison.Ordinal);
    }

    private static async Task<string> CodeOfAsync(Func<Task> request) => (await Assert.ThrowsAsync<AmazonS3Exception>(request)).ErrorCode;

    private static long Of(CliRun run, string property) => run.Json.GetProperty(property).GetInt64();

    private Task PutAsync(string key, int bytes) =>
        fixture.S3.PutObjectAsync(new PutObjectRequest { BucketName = "limited", Key = key, ContentBody = new string('x', bytes) }, Cancel);

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.RunAsync(fixture.Store, arguments);
}
