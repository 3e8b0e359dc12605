namespace ObjectStore.Clients.Tests.Clients;

/// <summary>The client <c>rclone</c>.</summary>
[Collection(ClientsCollection.Name)]
[Trait("Category", "Integration")]
public sealed class RcloneTests(ClientsFixture fixture)
{
    [Fact]
    public async Task Copy_FilesOfEverySize_PassesCheckAndComesBack()
    {
        var bucket = await MakeBucketAsync();
        var down = fixture.NewFolder();

        (await RunAsync("copy", fixture.Sizes, $"store:{bucket}/sizes")).Succeeded();
        (await RunAsync("check", "--download", fixture.Sizes, $"store:{bucket}/sizes")).Succeeded();
        (await RunAsync("copy", $"store:{bucket}/sizes", down)).Succeeded();

        DirectoryDigest.AssertEqual(fixture.Sizes, down);
        Directory.Delete(down, recursive: true);
        (await RunAsync("purge", $"store:{bucket}")).Succeeded();
    }

    [Fact]
    public async Task Sync_TreeOfSmallFiles_MirrorsChangesBothWays()
    {
        var bucket = await MakeBucketAsync();
        var local = fixture.NewFolder();
        var down = fixture.NewFolder();

        (await RunAsync("sync", fixture.Tree, $"store:{bucket}/tree")).Succeeded();
        (await RunAsync("check", fixture.Tree, $"store:{bucket}/tree")).Succeeded();
        (await RunAsync("copy", $"store:{bucket}/tree", local)).Succeeded();
        File.Delete(Path.Combine(local, "folder-09", "file-00009"));
        new SeededContent(1, 3_000).WriteFile(Path.Combine(local, "folder-10", "file-00010"));
        (await RunAsync("sync", "--checksum", local, $"store:{bucket}/tree")).Succeeded();
        (await RunAsync("sync", $"store:{bucket}/tree", down)).Succeeded();

        DirectoryDigest.AssertEqual(local, down);
    }

    [Fact]
    public async Task Check_AfterAChange_FindsTheDifference()
    {
        var bucket = await MakeBucketAsync();
        var folder = fixture.NewFolder();
        new SeededContent(1, 1_000).WriteFile(Path.Combine(folder, "file"));
        (await RunAsync("copy", folder, $"store:{bucket}")).Succeeded();
        new SeededContent(2, 1_000).WriteFile(Path.Combine(folder, "file"));

        var result = await RunAsync("check", folder, $"store:{bucket}");

        result.FailedWith("1 differences found");
    }

    private async Task<string> MakeBucketAsync()
    {
        var bucket = fixture.NewBucketName();
        (await RunAsync("mkdir", $"store:{bucket}")).Succeeded();
        return bucket;
    }

    private Task<CommandResult> RunAsync(params string[] arguments)
    {
        var program = ClientPrograms.FindFirst("rclone");
        Assert.SkipWhen(program is null, "rclone is not installed.");
        return CommandRunner.RunAsync(program!, ["--retries", "1", "--low-level-retries", "1", .. arguments], fixture.Environment);
    }
}
