using System.Globalization;
using System.Text.Json;

namespace ObjectStore.Clients.Tests.Clients;

/// <summary>The commands <c>aws s3api …</c>: one call of each operation, as a user types it.</summary>
[Collection(ClientsCollection.Name)]
[Trait("Category", "Integration")]
public sealed class AwsS3ApiTests(ClientsFixture fixture)
{
    private const long PartBytes = 5 * 1024 * 1024;

    public static TheoryData<string> Programs => ClientPrograms.Rows(ClientPrograms.Aws);

    [Theory, MemberData(nameof(Programs))]
    public async Task BucketCalls_FromCreateToDelete_AnswerLikeS3(string aws)
    {
        var bucket = fixture.NewBucketName();

        await CallAsync(aws, "create-bucket", "--bucket", bucket);
        await CallAsync(aws, "head-bucket", "--bucket", bucket);
        var location = await CallAsync(aws, "get-bucket-location", "--bucket", bucket);
        var versioning = await CallAsync(aws, "get-bucket-versioning", "--bucket", bucket);
        var names = (await CallAsync(aws, "list-buckets")).GetProperty("Buckets").EnumerateArray()
            .Select(entry => entry.GetProperty("Name").GetString());
        await CallAsync(aws, "delete-bucket", "--bucket", bucket);

        Assert.Equal(JsonValueKind.Null, location.GetProperty("LocationConstraint").ValueKind);
        Assert.False(versioning.TryGetProperty("Status", out _));
        Assert.Contains(bucket, names);
        (await RunAsync(aws, "head-bucket", "--bucket", bucket)).FailedWith("404");
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task ObjectCalls_FromPutToDelete_AnswerLikeS3(string aws)
    {
        var bucket = await MakeBucketAsync(aws);
        var file = Path.Combine(fixture.Sizes, "5242881.bin");
        var target = Path.Combine(fixture.NewFolder(), "target");

        var put = await CallAsync(
            aws, "put-object", "--bucket", bucket, "--key", "a b/ü", "--body", file, "--metadata", "k=v", "--content-type", "text/x-test");
        var head = await CallAsync(aws, "head-object", "--bucket", bucket, "--key", "a b/ü");
        var range = await CallAsync(aws, "get-object", "--bucket", bucket, "--key", "a b/ü", "--range", "bytes=5242870-", target);
        var attributes = await CallAsync(
            aws, "get-object-attributes", "--bucket", bucket, "--key", "a b/ü", "--object-attributes", "ETag", "ObjectSize");
        await CallAsync(aws, "copy-object", "--bucket", bucket, "--key", "copy", "--copy-source", $"{bucket}/a b/ü");
        var deleted = await CallAsync(aws, "delete-objects", "--bucket", bucket, "--delete", "Objects=[{Key=copy},{Key=absent}]");
        await CallAsync(aws, "delete-object", "--bucket", bucket, "--key", "a b/ü");

        Assert.Equal(put.GetProperty("ETag").GetString(), head.GetProperty("ETag").GetString());
        Assert.Equal("v", head.GetProperty("Metadata").GetProperty("k").GetString());
        Assert.Equal("text/x-test", head.GetProperty("ContentType").GetString());
        Assert.Equal("bytes 5242870-5242880/5242881", range.GetProperty("ContentRange").GetString());
        Assert.Equal((await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken))[^11..],
            await File.ReadAllBytesAsync(target, TestContext.Current.CancellationToken));
        Assert.Equal(5_242_881, attributes.GetProperty("ObjectSize").GetInt64());
        Assert.Equal(2, deleted.GetProperty("Deleted").GetArrayLength());
        (await RunAsync(aws, "get-object", "--bucket", bucket, "--key", "a b/ü", target)).FailedWith("NoSuchKey");
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task ListCalls_BothVersions_GroupAndPage(string aws)
    {
        var bucket = await MakeBucketAsync(aws);
        foreach (var key in new[] { "a", "a/1", "a/2", "b" })
            await CallAsync(aws, "put-object", "--bucket", bucket, "--key", key);

        var first = await CallAsync(aws, "list-objects", "--bucket", bucket, "--delimiter", "/", "--no-paginate");
        var second = await CallAsync(aws, "list-objects-v2", "--bucket", bucket, "--max-items", "3", "--page-size", "2");

        Assert.Equal(["a", "b"], Names(first, "Contents", "Key"));
        Assert.Equal(["a/"], Names(first, "CommonPrefixes", "Prefix"));
        Assert.Equal(["a", "a/1", "a/2"], Names(second, "Contents", "Key"));
        Assert.True(second.TryGetProperty("NextToken", out _));
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task MultipartCalls_ByHand_MakeTheObject(string aws)
    {
        var bucket = await MakeBucketAsync(aws);
        var folder = fixture.NewFolder();
        var content = new SeededContent(ClientsFixture.Seed, PartBytes);
        var part = Path.Combine(folder, "part");
        content.WriteFile(part);
        await CallAsync(aws, "put-object", "--bucket", bucket, "--key", "source", "--body", part);

        var upload = (await CallAsync(aws, "create-multipart-upload", "--bucket", bucket, "--key", "m")).GetProperty("UploadId").GetString()!;
        string[] ofUpload = ["--bucket", bucket, "--key", "m", "--upload-id", upload];
        await CallAsync(aws, "upload-part", [.. ofUpload, "--part-number", "1", "--body", part]);
        await CallAsync(aws, "upload-part-copy", [.. ofUpload, "--part-number", "2", "--copy-source", $"{bucket}/source", "--copy-source-range", "bytes=0-99"]);
        var uploads = await CallAsync(aws, "list-multipart-uploads", "--bucket", bucket);
        var parts = (await CallAsync(aws, "list-parts", ofUpload)).GetProperty("Parts").EnumerateArray().ToList();
        var list = string.Join(',', parts.Select((entry, index) =>
            string.Create(CultureInfo.InvariantCulture, $"{{PartNumber={index + 1},ETag={entry.GetProperty("ETag").GetString()!.Trim('"')}}}")));
        await CallAsync(aws, "complete-multipart-upload", [.. ofUpload, "--multipart-upload", $"Parts=[{list}]"]);
        await CallAsync(aws, "get-object", "--bucket", bucket, "--key", "m", Path.Combine(folder, "whole"));

        Assert.Equal([upload], Names(uploads, "Uploads", "UploadId"));
        Assert.Equal([PartBytes, 100], parts.Select(entry => entry.GetProperty("Size").GetInt64()));
        var whole = await File.ReadAllBytesAsync(Path.Combine(folder, "whole"), TestContext.Current.CancellationToken);
        Assert.Equal([.. content.ToArray(), .. content.ToArray().Take(100)], whole);
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task AbortMultipartUpload_OfAnOpenOne_RemovesIt(string aws)
    {
        var bucket = await MakeBucketAsync(aws);
        var upload = (await CallAsync(aws, "create-multipart-upload", "--bucket", bucket, "--key", "m")).GetProperty("UploadId").GetString()!;

        await CallAsync(aws, "abort-multipart-upload", "--bucket", bucket, "--key", "m", "--upload-id", upload);

        Assert.False((await CallAsync(aws, "list-multipart-uploads", "--bucket", bucket)).TryGetProperty("Uploads", out _));
        (await RunAsync(aws, "list-parts", "--bucket", bucket, "--key", "m", "--upload-id", upload)).FailedWith("NoSuchUpload");
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task GetObject_WithConditions_FollowsThem(string aws)
    {
        var bucket = await MakeBucketAsync(aws);
        var target = Path.Combine(fixture.NewFolder(), "target");
        var etag = (await CallAsync(aws, "put-object", "--bucket", bucket, "--key", "k")).GetProperty("ETag").GetString()!;

        (await RunAsync(aws, "get-object", "--bucket", bucket, "--key", "k", "--if-match", etag, target)).Succeeded();
        (await RunAsync(aws, "get-object", "--bucket", bucket, "--key", "k", "--if-match", "\"0\"", target)).FailedWith("PreconditionFailed");
        (await RunAsync(aws, "get-object", "--bucket", bucket, "--key", "k", "--if-none-match", etag, target)).FailedWith("304");
    }

    private static IEnumerable<string?> Names(JsonElement answer, string list, string property) =>
        answer.GetProperty(list).EnumerateArray().Select(entry => entry.GetProperty(property).GetString());

    private async Task<string> MakeBucketAsync(string aws)
    {
        var bucket = fixture.NewBucketName();
        await CallAsync(aws, "create-bucket", "--bucket", bucket);
        return bucket;
    }

    private async Task<JsonElement> CallAsync(string aws, string operation, params string[] arguments) =>
        (await RunAsync(aws, operation, arguments)).Json();

    private Task<CommandResult> RunAsync(string aws, string operation, params string[] arguments)
    {
        Assert.SkipWhen(aws.Length == 0, "The aws command is not installed.");
        var endpoint = fixture.Standalone.Endpoint.GetLeftPart(UriPartial.Authority);
        return CommandRunner.RunAsync(aws, ["--endpoint-url", endpoint, "s3api", operation, .. arguments], fixture.Environment);
    }
}
