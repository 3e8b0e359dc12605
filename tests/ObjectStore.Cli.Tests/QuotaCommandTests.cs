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

    [Fact]
    public async Task QuotaOfAUser_SetShownAndCleared_HoldsOverAllItsBuckets()
    {
        await fixture.S3.PutBucketAsync("ofuser-1", Cancel);
        var owner = (await fixture.S3.ListBucketsAsync(Cancel)).Owner.Id;
        var before = await RunAsync("users", "quota", "show", owner, "--output", "json");
        await RunAsync("users", "quota", "set", owner, "--bytes", "1125899906842624");
        var free = Of(await RunAsync("users", "quota", "show", owner, "--output", "json"), "usedBytes");
        await fixture.S3.PutBucketAsync("ofuser-2", Cancel);

        var set = await RunAsync("users", "quota", "set", owner, "--bytes", (free + 100).ToString(System.Globalization.CultureInfo.InvariantCulture));
        await PutIntoAsync("ofuser-1", 60);
        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => PutIntoAsync("ofuser-2", 41));
        await PutIntoAsync("ofuser-2", 40);
        var shown = await RunAsync("users", "quota", "recount", owner, "--output", "json");
        var listed = await RunAsync("users", "quota", "list", "--output", "json");
        var cleared = await RunAsync("users", "quota", "clear", owner, "--output", "json");
        await PutIntoAsync("ofuser-2", 1000);

        Assert.Equal("none", before.Json.GetProperty("state").GetString());
        Assert.Contains("enforced", set.Output, StringComparison.Ordinal);
        Assert.Equal(("QuotaExceeded", HttpStatusCode.Forbidden), (refused.ErrorCode, refused.StatusCode));
        Assert.Contains("owner", refused.Message, StringComparison.Ordinal);
        Assert.Equal((free + 100, free + 100), (Of(shown, "bytes"), Of(shown, "usedBytes")));
        Assert.Equal(owner, Assert.Single(listed.Json.GetProperty("users").EnumerateArray()).GetProperty("userId").GetString());
        Assert.Equal(JsonValueKind.Null, cleared.Json.GetProperty("bytes").ValueKind);
    }

    [Theory]
    [InlineData("InvalidRequest", "users", "quota", "set", "somebody", "--bytes", "-1")]
    [InlineData("InvalidRequest", "users", "quota", "show", "a\u0001b")]
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

    private Task PutIntoAsync(string bucket, int bytes) =>
        fixture.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = new string('x', bytes) }, Cancel);

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.RunAsync(fixture.Store, arguments);
}
