using ObjectStore.ProcessTesting;

namespace ObjectStore.Cli.Tests;

/// <summary>Exit codes, endpoint and keys.</summary>
public sealed class ConnectionTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    [Fact]
    public async Task AnyCommand_NobodyListens_EndsWithUnreachable()
    {
        var endpoint = $"http://127.0.0.1:{FreePort.Find(1)[0]}";

        var run = await CliRun.RunAsync(static _ => null, "databases", "--endpoint", endpoint);

        Assert.Equal(ExitCode.Unreachable, run.ExitCode);
        Assert.Contains(endpoint, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keymap", "split")]
    [InlineData("keymap", "fly")]
    [InlineData("databases", "--output", "xml")]
    [InlineData("databases", "--endpoint", "localhost:9001")]
    [InlineData("databases", "--endpoint", "http://127.0.0.1:9001/path")]
    public async Task CommandLine_NotRight_EndsWithUsage(params string[] arguments)
    {
        var run = await CliRun.RunAsync(static _ => null, arguments);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.StartsWith("objectstore: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_HalfOfAPairOrNoneElsewhere_EndWithUsage()
    {
        var half = await CliRun.RunAsync(static name => name == "AWS_ACCESS_KEY_ID" ? "key" : null, "databases");
        var none = await CliRun.RunAsync(static _ => null, "databases", "--endpoint", "http://192.0.2.1:9001");

        Assert.Equal((ExitCode.Usage, ExitCode.Usage), (half.ExitCode, none.ExitCode));
    }

    [Fact]
    public async Task Keys_OfAws_AreTakenWhenTheOwnAreNotThere()
    {
        var run = await CliRun.RunAsync(
            name => name switch
            {
                "AWS_ACCESS_KEY_ID" => fixture.Store.Settings.AccessKey,
                "AWS_SECRET_ACCESS_KEY" => fixture.Store.Settings.SecretKey,
                _ => null,
            },
            "databases", "--endpoint", fixture.Store.AdminEndpoint.ToString());

        Assert.Equal(ExitCode.Done, run.ExitCode);
    }

    [Fact]
    public async Task Keys_OfNobody_AreRefused()
    {
        var run = await CliRun.RunAsync(static _ => null, "databases", "--endpoint", fixture.Store.AdminEndpoint.ToString());

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("(InvalidAccessKeyId)", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_Always_EndsWithDone()
    {
        var run = await CliRun.RunAsync(static _ => null, "keymap", "split", "--help");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("--at", run.Output, StringComparison.Ordinal);
    }
}
