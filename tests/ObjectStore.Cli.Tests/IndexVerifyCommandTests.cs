using System.Text.Json;
using Amazon.S3.Model;
using ObjectStore.ProcessTesting;
using ObjectStore.Testing;

namespace ObjectStore.Cli.Tests;

/// <summary>The verification against a real store whose devices lose fragments.</summary>
public sealed class IndexVerifyCommandTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _folder = new("cli-verify");
    private StandaloneProcess _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await StandaloneProcess.StartAsync(new StandaloneSettings { DataDirectory = _folder.Combine("data"), Arguments = StandaloneSettings.PatientWrites }, Cancel);
        using var s3 = StoreFixture.ClientOf(_store);
        await s3.PutBucketAsync("photos", Cancel);
        foreach (var (key, bytes) in new[] { ("small", 1_000), ("secret/large", 300_000) })
            await s3.PutObjectAsync(new PutObjectRequest { BucketName = "photos", Key = key, InputStream = new MemoryStream(new byte[bytes]) }, Cancel);

        // A write answers at the quorum.
        await Wait.UntilAsync(async () => (await CliRun.RunAsync(_store, "index", "verify")).ExitCode == ExitCode.Done);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Verify_NothingWrong_EndsWithDone()
    {
        var table = await CliRun.RunAsync(_store, "index", "verify");
        var json = await CliRun.RunAsync(_store, "index", "verify", "--output", "json");

        Assert.Equal((ExitCode.Done, ExitCode.Done), (table.ExitCode, json.ExitCode));
        Assert.Contains("Nothing is wrong.", table.Output, StringComparison.Ordinal);
        Assert.Equal((2, 2), (SummaryOf(json).GetProperty("objects").GetInt32(), SummaryOf(json).GetProperty("stripes").GetInt32()));
    }

    [Fact]
    public async Task Verify_DevicesLost_NamesTheStripesAndKeysOnlyOnRequest()
    {
        // Without the devices of two zones in three, copies are degraded and stripes of 4+2 cannot be read; as disks that are not mounted.
        await _store.KillAsync();
        foreach (var zone in new[] { "zone-a", "zone-b" }) Directory.Move(_folder.Combine("data", zone), _folder.Combine(zone));
        await _store.RestartAsync(Cancel);

        var plain = await CliRun.RunAsync(_store, "index", "verify", "--output", "json");
        var named = await CliRun.RunAsync(_store, "index", "verify", "--show-keys");
        var few = await CliRun.RunAsync(_store, "index", "verify", "--findings", "0", "--output", "json");

        Assert.Equal((ExitCode.Failed, ExitCode.Failed), (plain.ExitCode, named.ExitCode));
        Assert.DoesNotContain("secret", plain.Output, StringComparison.Ordinal);
        Assert.Contains("photos/secret/large", named.Output, StringComparison.Ordinal);
        var counts = SummaryOf(plain).GetProperty("counts");
        Assert.Equal((1, 1), (counts.GetProperty("MissingData").GetInt32(), counts.GetProperty("DegradedStripe").GetInt32()));
        Assert.Single(few.Output.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1000000")]
    public async Task Verify_FindingsOutOfRange_IsRefused(string count)
    {
        var run = await CliRun.RunAsync(_store, "index", "verify", "--findings", count);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("(InvalidRequest)", run.Error, StringComparison.Ordinal);
    }

    private static JsonElement SummaryOf(CliRun run) => JsonDocument.Parse(run.Output.Trim().Split('\n')[^1]).RootElement.GetProperty("summary");
}
