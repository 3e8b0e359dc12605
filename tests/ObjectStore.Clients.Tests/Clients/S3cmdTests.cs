namespace ObjectStore.Clients.Tests.Clients;

/// <summary>The client <c>s3cmd</c>.</summary>
[Collection(ClientsCollection.Name)]
[Trait("Category", "Integration")]
public sealed class S3cmdTests(ClientsFixture fixture)
{
    private readonly string _configuration = fixture.WriteS3cmdConfiguration();

    [Fact]
    public async Task Put_FilesUpToMultipart_ComeBackWithTheirBytes()
    {
        var bucket = await MakeBucketAsync();
        var up = fixture.NewFolder();
        var down = fixture.NewFolder();
        foreach (var name in new[] { "0.bin", "1.bin", "5242879.bin", "5242881.bin", "67108864.bin" })
            File.Copy(Path.Combine(fixture.Sizes, name), Path.Combine(up, name));

        (await RunAsync("put", "--recursive", up + "/", $"s3://{bucket}/sizes/")).Succeeded();
        (await RunAsync("get", "--recursive", $"s3://{bucket}/sizes/", down + "/")).Succeeded();

        DirectoryDigest.AssertEqual(up, down);
    }

    [Fact]
    public async Task Sync_Folders_MirrorsAndDeletes()
    {
        var bucket = await MakeBucketAsync();
        var up = fixture.NewFolder();
        var down = fixture.NewFolder();
        foreach (var path in Directory.EnumerateDirectories(fixture.Tree).Order(StringComparer.Ordinal).Take(8))
            CopyFolder(path, Path.Combine(up, Path.GetFileName(path)));

        (await RunAsync("sync", up + "/", $"s3://{bucket}/tree/")).Succeeded();
        Directory.Delete(Path.Combine(up, "folder-03"), recursive: true);
        (await RunAsync("sync", "--delete-removed", up + "/", $"s3://{bucket}/tree/")).Succeeded();
        (await RunAsync("sync", $"s3://{bucket}/tree/", down + "/")).Succeeded();
        (await RunAsync("del", "--recursive", "--force", $"s3://{bucket}/tree/")).Succeeded();

        DirectoryDigest.AssertEqual(up, down);
        Assert.Equal("", (await RunAsync("ls", "--recursive", $"s3://{bucket}")).Succeeded().Output.Trim());
        (await RunAsync("rb", $"s3://{bucket}")).Succeeded();
    }

    [Fact]
    public async Task Info_OfAnObject_TellsItsSizeAndType()
    {
        var bucket = await MakeBucketAsync();
        (await RunAsync("put", "--mime-type=text/x-test", Path.Combine(fixture.Sizes, "1.bin"), $"s3://{bucket}/a key")).Succeeded();

        var listed = (await RunAsync("ls", $"s3://{bucket}")).Succeeded().Output;
        (await RunAsync("cp", $"s3://{bucket}/a key", $"s3://{bucket}/b")).Succeeded();
        (await RunAsync("del", $"s3://{bucket}/a key")).Succeeded();

        Assert.Contains("/a key", listed, StringComparison.Ordinal);
        Assert.DoesNotContain("/a key", (await RunAsync("ls", $"s3://{bucket}")).Succeeded().Output, StringComparison.Ordinal);
    }

    private static void CopyFolder(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }

    private async Task<string> MakeBucketAsync()
    {
        var bucket = fixture.NewBucketName();
        (await RunAsync("mb", $"s3://{bucket}")).Succeeded();
        return bucket;
    }

    private Task<CommandResult> RunAsync(params string[] arguments)
    {
        var program = ClientPrograms.FindFirst("s3cmd");
        Assert.SkipWhen(program is null, "s3cmd is not installed.");
        return CommandRunner.RunAsync(program!, ["-c", _configuration, "--no-progress", .. arguments], fixture.Environment);
    }
}
