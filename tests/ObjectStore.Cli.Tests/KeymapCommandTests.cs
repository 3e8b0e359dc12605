namespace ObjectStore.Cli.Tests;

/// <summary>The commands on the keymap against a real store.</summary>
public sealed class KeymapCommandTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SplitListMerge_OneBucket_AreSeenInTheKeymap()
    {
        await fixture.S3.PutBucketAsync("cut", Cancel);

        var split = await RunAsync("keymap", "split", "--at", @"cut/m\x01", "--at", "cut/d", "--output", "json");
        var list = await RunAsync("keymap", "list", "--output", "json");
        var table = await RunAsync("keymap", "list");
        var merge = await RunAsync("keymap", "merge", "cut/g");
        var after = await RunAsync("keymap", "list");

        Assert.Equal((0, "split"), (split.ExitCode, split.Json.GetProperty("change").GetString()));
        var starts = list.Json.GetProperty("partitions").EnumerateArray().Select(static each => each.GetProperty("start").GetString()).ToArray();
        Assert.Contains("cut/d", starts);
        Assert.Contains(@"cut/m\x01", starts);
        Assert.Equal("", starts[0]);
        Assert.Contains(@"cut/m\x01", table.Output, StringComparison.Ordinal);
        Assert.Contains("serving", table.Output, StringComparison.Ordinal);
        Assert.Equal(0, merge.ExitCode);
        Assert.DoesNotContain(@"cut/m\x01", after.Output, StringComparison.Ordinal);
        Assert.Contains("cut/d", after.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NoSuchBucket", "keymap", "split", "--at", "nowhere/a")]
    [InlineData("InvalidRequest", "keymap", "split", "--at", "photos")]
    [InlineData("InvalidRequest", "keymap", "split", "--at", "photos/a", "--at", "photos/a")]
    [InlineData("NoSuchDatabase", "keymap", "move", "photos/a", "elsewhere")]
    [InlineData("InvalidRequest", "keymap", "merge", "#ffffffffffffffff/z")]
    public async Task Change_ThatCannotBe_IsRefusedInOneLine(string code, params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.StartsWith("objectstore: ", run.Error, StringComparison.Ordinal);
        Assert.EndsWith($"({code})", run.Error.TrimEnd('\n'), StringComparison.Ordinal);
        Assert.Single(run.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task CancelMove_NothingMoves_SaysSo()
    {
        var run = await RunAsync("keymap", "cancel-move", "photos/a");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("was not moving", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("hot")]
    public async Task PlanAndHot_Always_Answer(string command)
    {
        var run = await RunAsync("keymap", command, "--output", "json");

        Assert.Equal(0, run.ExitCode);
        Assert.NotEmpty(run.Json.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task Databases_OneDatabase_IsListedAsCatalog()
    {
        var json = await RunAsync("databases", "--output", "json");
        var table = await RunAsync("databases");

        var database = Assert.Single(json.Json.GetProperty("databases").EnumerateArray());
        Assert.True(database.GetProperty("isCatalog").GetBoolean());
        Assert.Contains("main (catalog)", table.Output, StringComparison.Ordinal);
    }

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.RunAsync(fixture.Store, arguments);
}
