namespace ObjectStore.Cli.Tests;

public class RatesCommandTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    [Fact]
    public async Task BucketRates_SetShownAndCleared_AreWhatWasSet()
    {
        await fixture.S3.PutBucketAsync("rated", TestContext.Current.CancellationToken);

        var before = await RunAsync("buckets", "rates", "show", "rated", "--output", "json");
        var set = await RunAsync("buckets", "rates", "set", "rated", "--requests", "100", "--sent", "0");
        var after = await RunAsync("buckets", "rates", "show", "rated", "--output", "json");
        var cleared = await RunAsync("buckets", "rates", "clear", "rated", "--output", "json");
        var afterwards = await RunAsync("buckets", "rates", "show", "rated", "--output", "json");

        Assert.Equal(System.Text.Json.JsonValueKind.Null, afterwards.Json.GetProperty("requestsPerSecond").ValueKind);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, before.Json.GetProperty("requestsPerSecond").ValueKind);
        Assert.Contains("no limit", set.Output, StringComparison.Ordinal);
        Assert.Equal(100, after.Json.GetProperty("requestsPerSecond").GetInt64());
        Assert.Equal(0, after.Json.GetProperty("sentBytesPerSecond").GetInt64());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, after.Json.GetProperty("receivedBytesPerSecond").ValueKind);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, cleared.Json.GetProperty("requestsPerSecond").ValueKind);
    }

    [Fact]
    public async Task UserRates_SetAndCleared_AreListedMeanwhile()
    {
        var set = await RunAsync("users", "rates", "set", "somebody", "--received", "1048576", "--weight", "3");
        var list = await RunAsync("users", "rates", "list");
        var cleared = await RunAsync("users", "rates", "clear", "somebody");
        var after = await RunAsync("users", "rates", "list", "--output", "json");

        Assert.Equal((0, 0), (set.ExitCode, cleared.ExitCode));
        Assert.Contains("somebody", list.Output, StringComparison.Ordinal);
        Assert.Contains("1.0 MiB", list.Output, StringComparison.Ordinal);
        Assert.Empty(after.Json.GetProperty("users").EnumerateArray());
    }

    [Theory]
    [InlineData("NoSuchBucket", "buckets", "rates", "show", "nowhere")]
    [InlineData("NoSuchBucket", "buckets", "rates", "set", "No Bucket", "--requests", "1")]
    [InlineData("InvalidRequest", "buckets", "rates", "set", "photos", "--requests", "-1")]
    [InlineData("InvalidRequest", "users", "rates", "set", "somebody", "--weight", "0")]
    [InlineData("InvalidRequest", "users", "rates", "set", "", "--requests", "1")]
    public async Task Rates_ThatCannotBe_AreRefused(string code, params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.EndsWith($"({code})", run.Error.TrimEnd('\n'), StringComparison.Ordinal);
    }

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.RunAsync(fixture.Store, arguments);
}
