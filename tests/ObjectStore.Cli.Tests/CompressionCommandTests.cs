using System.Text.Json;
using Amazon.S3.Model;

namespace ObjectStore.Cli.Tests;

public class CompressionCommandTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly string Text = string.Concat(Enumerable.Repeat("2026-01-02 gateway: a line of a log that says little that is new\n", 3000));

    [Fact]
    public async Task Compression_SetShownAndCleared_IsWhatWasSet()
    {
        await fixture.S3.PutBucketAsync("shrunk", TestContext.Current.CancellationToken);

        var before = await RunAsync("buckets", "compression", "show", "shrunk");
        var on = await RunAsync("buckets", "compression", "on", "shrunk", "--output", "json");
        var shown = await RunAsync("buckets", "compression", "show", "shrunk", "--output", "json");
        var off = await RunAsync("buckets", "compression", "off", "shrunk");
        var cleared = await RunAsync("buckets", "compression", "clear", "shrunk", "--output", "json");

        Assert.Contains("as the gateways say", before.Output, StringComparison.Ordinal);
        Assert.Equal((JsonValueKind.True, JsonValueKind.True), (on.Json.GetProperty("enabled").ValueKind, shown.Json.GetProperty("enabled").ValueKind));
        Assert.Contains("off", off.Output, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, cleared.Json.GetProperty("enabled").ValueKind);
    }

    /// <summary>Goal: usage says what clients see and what is stored, of objects, versions and parts. Method: the real store; waits until its gateway has heard of the setting.</summary>
    [Fact]
    public async Task Usage_CompressedBucket_SaysBothSizes()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromMinutes(1));
        var cancellation = deadline.Token;
        await fixture.S3.PutBucketAsync("small", cancellation);
        await RunAsync("buckets", "compression", "on", "small");
        CliRun usage;
        do
        {
            await fixture.S3.PutObjectAsync(new PutObjectRequest { BucketName = "small", Key = "k", ContentBody = Text }, cancellation);
            usage = await RunAsync("buckets", "usage", "small", "--output", "json");
        }
        while (usage.Json.GetProperty("objectStoredBytes").GetInt64() == Text.Length);

        var upload = await fixture.S3.InitiateMultipartUploadAsync("small", "u", cancellation);
        using var part = new MemoryStream(System.Text.Encoding.ASCII.GetBytes(Text));
        await fixture.S3.UploadPartAsync(new UploadPartRequest { BucketName = "small", Key = "u", UploadId = upload.UploadId, PartNumber = 1, InputStream = part }, cancellation);
        usage = await RunAsync("buckets", "usage", "small", "--output", "json");
        using var get = await fixture.S3.GetObjectAsync("small", "k", cancellation);
        using var reader = new StreamReader(get.ResponseStream);

        Assert.Equal(Text, await reader.ReadToEndAsync(cancellation));
        Assert.Equal((Text.Length, Text.Length), (usage.Json.GetProperty("objectBytes").GetInt64(), usage.Json.GetProperty("partBytes").GetInt64()));
        Assert.InRange(usage.Json.GetProperty("objectStoredBytes").GetInt64(), 1, Text.Length / 10);
        Assert.InRange(usage.Json.GetProperty("partStoredBytes").GetInt64(), 1, Text.Length / 10);
    }

    [Theory]
    [InlineData("show", "nowhere")]
    [InlineData("on", "No Bucket")]
    public async Task Compression_NoBucket_IsRefused(params string[] arguments)
    {
        var run = await RunAsync(["buckets", "compression", .. arguments]);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.EndsWith("(NoSuchBucket)", run.Error.TrimEnd('\n'), StringComparison.Ordinal);
    }

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.RunAsync(fixture.Store, arguments);
}
