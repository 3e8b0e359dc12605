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

    private static long Of(CliRun run, string property) => run.Json.GetProperty(property).GetInt64();

    private Task PutAsync(string key, int bytes) =>
        fixture.S3.PutObjectAsync(new PutObjectRequest { BucketName = "limited", Key = key, ContentBody = new string('x', bytes) }, Cancel);

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.RunAsync(fixture.Store, arguments);
}
