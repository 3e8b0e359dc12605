using System.Text.Json;
using Amazon.S3.Model;

namespace ObjectStore.Cli.Tests;

public class UsageCommandTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    [Fact]
    public async Task Usage_VersionsMarkersAndParts_AreCountedApart()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await fixture.S3.PutBucketAsync("counted", cancellation);
        await fixture.S3.PutBucketVersioningAsync(
            new PutBucketVersioningRequest { BucketName = "counted", VersioningConfig = new S3BucketVersioningConfig { Status = Amazon.S3.VersionStatus.Enabled } }, cancellation);
        await PutAsync("a", "1");
        await PutAsync("a", "22");
        await PutAsync("b", "333");
        await PutAsync("c", "4444");
        await fixture.S3.DeleteObjectAsync("counted", "c", cancellation);
        var upload = await fixture.S3.InitiateMultipartUploadAsync("counted", "d", cancellation);
        using var part = new MemoryStream(new byte[55555]);
        await fixture.S3.UploadPartAsync(new UploadPartRequest { BucketName = "counted", Key = "d", UploadId = upload.UploadId, PartNumber = 1, InputStream = part }, cancellation);

        var json = await RunAsync("buckets", "usage", "counted", "--output", "json");
        var table = await RunAsync("buckets", "usage", "counted");

        Assert.Equal([2, 5, 2, 5, 1, 1, 1, 55555, 0], Numbers(
            json.Json, "objects", "objectBytes", "noncurrentVersions", "noncurrentBytes", "deleteMarkers", "uploads", "parts", "partBytes", "unreadable"));
        Assert.Contains("54.3 KiB", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_MoreThanAPage_CountsAll()
    {
        await fixture.S3.PutBucketAsync("many", TestContext.Current.CancellationToken);
        await Parallel.ForAsync(0, 1005, TestContext.Current.CancellationToken, async (i, cancellation) =>
            await fixture.S3.PutObjectAsync(new PutObjectRequest { BucketName = "many", Key = $"k{i}", ContentBody = "x" }, cancellation));

        var json = await RunAsync("buckets", "usage", "many", "--output", "json");

        Assert.Equal([1005, 1005], Numbers(json.Json, "objects", "objectBytes"));
    }

    [Fact]
    public async Task Usage_NoBucket_IsRefused()
    {
        var run = await RunAsync("buckets", "usage", "nowhere");

        Assert.EndsWith("(NoSuchBucket)", run.Error.TrimEnd('\n'), StringComparison.Ordinal);
    }

    private static long[] Numbers(JsonElement json, params string[] names) => [.. names.Select(name => json.GetProperty(name).GetInt64())];

    private Task PutAsync(string key, string text) =>
        fixture.S3.PutObjectAsync(new PutObjectRequest { BucketName = "counted", Key = key, ContentBody = text }, TestContext.Current.CancellationToken);

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.RunAsync(fixture.Store, arguments);
}
