using System.Globalization;

namespace ObjectStore.Clients.Tests.Clients;

/// <summary>The commands <c>aws s3 …</c>.</summary>
[Collection(ClientsCollection.Name)]
[Trait("Category", "Integration")]
public sealed class AwsS3Tests(ClientsFixture fixture)
{
    public static TheoryData<string> Programs => ClientPrograms.Rows(ClientPrograms.Aws);

    [Theory, MemberData(nameof(Programs))]
    public async Task BucketCommands_MakeListRemove_FollowTheBucket(string aws)
    {
        var bucket = fixture.NewBucketName();
        var file = Path.Combine(fixture.Sizes, "1.bin");

        (await RunAsync(aws, "mb", $"s3://{bucket}")).Succeeded();
        Assert.Contains(bucket, (await RunAsync(aws, "ls")).Succeeded().Output, StringComparison.Ordinal);
        (await RunAsync(aws, "cp", file, $"s3://{bucket}/a/b")).Succeeded();
        Assert.Contains("PRE a/", (await RunAsync(aws, "ls", $"s3://{bucket}")).Succeeded().Output, StringComparison.Ordinal);
        (await RunAsync(aws, "rb", $"s3://{bucket}")).FailedWith("BucketNotEmpty");
        (await RunAsync(aws, "rb", $"s3://{bucket}", "--force")).Succeeded();

        (await RunAsync(aws, "ls", $"s3://{bucket}")).FailedWith("NoSuchBucket");
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task Copy_FilesOfEverySize_ComeBackWithTheirBytes(string aws)
    {
        var bucket = await MakeBucketAsync(aws);
        var folder = fixture.NewFolder();

        (await RunAsync(aws, "cp", "--quiet", "--recursive", fixture.Sizes, $"s3://{bucket}/sizes/")).Succeeded();
        (await RunAsync(aws, "cp", "--quiet", "--recursive", $"s3://{bucket}/sizes/", folder)).Succeeded();

        DirectoryDigest.AssertEqual(fixture.Sizes, folder);
        Directory.Delete(folder, recursive: true);
        (await RunAsync(aws, "rb", $"s3://{bucket}", "--force")).Succeeded();
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task Copy_BetweenBuckets_KeepsTheBytes(string aws)
    {
        var source = await MakeBucketAsync(aws);
        var target = await MakeBucketAsync(aws);
        var folder = fixture.NewFolder();
        var name = (64L * 1024 * 1024).ToString(CultureInfo.InvariantCulture) + ".bin";
        (await RunAsync(aws, "cp", "--quiet", Path.Combine(fixture.Sizes, name), $"s3://{source}/{name}")).Succeeded();

        // Above its multipart threshold the command copies by UploadPartCopy; moving deletes the source.
        (await RunAsync(aws, "mv", "--quiet", $"s3://{source}/{name}", $"s3://{target}/ä +&/{name}")).Succeeded();
        (await RunAsync(aws, "cp", "--quiet", $"s3://{target}/ä +&/{name}", Path.Combine(folder, name))).Succeeded();

        Assert.Equal(DirectoryDigest.Of(fixture.Sizes)[name], DirectoryDigest.Of(folder)[name]);
        Assert.Equal("", (await RunAsync(aws, "ls", $"s3://{source}", "--recursive")).Output.Trim());
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task Sync_TreeOfSmallFiles_MirrorsBothWaysAndRemoves(string aws)
    {
        var bucket = await MakeBucketAsync(aws);
        var down = fixture.NewFolder();

        (await RunAsync(aws, "sync", "--quiet", fixture.Tree, $"s3://{bucket}/tree/")).Succeeded();
        var again = (await RunAsync(aws, "sync", fixture.Tree, $"s3://{bucket}/tree/", "--size-only", "--no-progress")).Succeeded();
        (await RunAsync(aws, "sync", "--quiet", $"s3://{bucket}/tree/", down)).Succeeded();
        (await RunAsync(aws, "rm", "--quiet", "--recursive", $"s3://{bucket}/tree/")).Succeeded();

        Assert.Equal("", again.Output.Trim());
        DirectoryDigest.AssertEqual(fixture.Tree, down);
        Assert.Equal("", (await RunAsync(aws, "ls", $"s3://{bucket}", "--recursive")).Output.Trim());
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task Website_OfTheCommand_IsShownToBrowsers(string aws)
    {
        var bucket = await MakeBucketAsync(aws);
        var folder = fixture.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "docs")).FullName, "index.html"), "docs", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "error.html"), "oops", TestContext.Current.CancellationToken);

        (await RunAsync(aws, "website", $"s3://{bucket}", "--index-document", "index.html", "--error-document", "error.html")).Succeeded();
        (await RunAsync(aws, "cp", "--quiet", "--recursive", "--acl", "public-read", folder, $"s3://{bucket}/")).Succeeded();
        (await RunAsync(aws, "cp", "--quiet", "--acl", "public-read", "--website-redirect", "/docs/", Path.Combine(folder, "error.html"), $"s3://{bucket}/old")).Succeeded();

        Assert.Equal("200 text/html docs", await VisitAsync(bucket, "docs/"));
        Assert.Equal("302 /docs/", await VisitAsync(bucket, "docs"));
        Assert.Equal("301 /docs/", await VisitAsync(bucket, "old"));
        Assert.Equal("403 text/html oops", await VisitAsync(bucket, "none"));
    }

    /// <summary>Status and either where a visitor is sent, or what is shown.</summary>
    private async Task<string> VisitAsync(string bucket, string path)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(fixture.Standalone.Endpoint, path));
        request.Headers.Host = $"{bucket}.{ClientsFixture.WebsiteDomain}";
        using var answer = await browser.SendAsync(request, TestContext.Current.CancellationToken);
        var shown = $"{answer.Content.Headers.ContentType} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
        return $"{(int)answer.StatusCode} {answer.Headers.Location?.OriginalString ?? shown}";
    }

    private async Task<string> MakeBucketAsync(string aws)
    {
        var bucket = fixture.NewBucketName();
        (await RunAsync(aws, "mb", $"s3://{bucket}")).Succeeded();
        return bucket;
    }

    private Task<CommandResult> RunAsync(string aws, params string[] arguments)
    {
        Assert.SkipWhen(aws.Length == 0, "The aws command is not installed.");
        return CommandRunner.RunAsync(
            aws, ["--endpoint-url", fixture.Standalone.Endpoint.GetLeftPart(UriPartial.Authority), "s3", .. arguments], fixture.Environment);
    }
}
