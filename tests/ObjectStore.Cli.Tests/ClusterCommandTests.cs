using System.Text.Json;
using Amazon.S3.Model;

namespace ObjectStore.Cli.Tests;

/// <summary>The commands on devices, nodes, pools and repairs against a real store.</summary>
public sealed class ClusterCommandTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Devices_RunningStore_AreListedWithWhatTheyHold()
    {
        await PutAsync("devices", 300_000);

        var devices = await UntilAsync(
            () => RunAsync("devices", "--output", "json"), run => Devices(run).Any(device => device.GetProperty("usedBytes") is { ValueKind: JsonValueKind.Number } used && used.GetInt64() > 0));
        var table = await RunAsync("devices");

        Assert.Equal(8, Devices(devices).Count());
        Assert.All(Devices(devices), static device => Assert.True(device.GetProperty("capacityBytes").GetInt64() > 0));
        Assert.All(Devices(devices), static device => Assert.Equal("default", device.GetProperty("pool").GetString()));
        Assert.Contains("node-d", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PoolsAndRepairs_NothingWrong_SayWhatMayBeLost()
    {
        await PutAsync("pools", 300_000);

        var pools = await UntilAsync(() => RunAsync("pools", "status", "--output", "json"), static run => run.Json.GetProperty("isCurrent").GetBoolean() && run.Json.GetProperty("pools")[0].GetProperty("state").GetString() == "healthy");
        await UntilAsync(() => RunAsync("pools", "status"), static run => run.Output.Contains("healthy", StringComparison.Ordinal));
        var watched = await RunAsync("repairs", "--watch").WaitAsync(Deadline, Cancel);
        var repairs = await RunAsync("repairs", "--output", "json");

        var profile = pools.Json.GetProperty("pools")[0].GetProperty("profiles").EnumerateArray().Single(static each => each.GetProperty("profile").GetString() == "4+2");
        Assert.Equal(1, profile.GetProperty("faultTolerance").GetProperty("zones").GetInt32());
        Assert.Equal(2, profile.GetProperty("faultTolerance").GetProperty("devices").GetInt32());
        Assert.Equal(0, watched.ExitCode);
        Assert.Contains("scrub", watched.Output, StringComparison.Ordinal);
        Assert.Equal(0, repairs.Json.GetProperty("queue").GetProperty("lostCount").GetInt32());
        Assert.Contains(repairs.Json.GetProperty("jobs").EnumerateArray(), static job => job.GetProperty("lastSuccess").ValueKind == JsonValueKind.String);
    }

    [Fact]
    public async Task NodesDrainAndUndrain_NodeThatIsNotNeeded_EndsEmptyAndComesBack()
    {
        for (var i = 0; i < 8; i++) await PutAsync($"drain-{i}", 50_000 + i * 100_000);

        var drain = await RunAsync("nodes", "drain", "node-d", "--wait").WaitAsync(Deadline, Cancel);
        var nodes = await RunAsync("nodes", "--output", "json");
        var held = Devices(await RunAsync("devices", "--output", "json")).Where(static device => device.GetProperty("node").GetString() == "node-d").ToArray();
        var answering = await RunAsync("devices", "remove", held[0].GetProperty("id").GetString()!);
        var refused = await RunAsync("nodes", "drain", "node-c");
        for (var i = 0; i < 8; i++) Assert.Equal(50_000 + i * 100_000, await GetAsync($"drain-{i}"));
        var undrain = await RunAsync("nodes", "undrain", "node-d");

        Assert.Equal((0, ""), (drain.ExitCode, drain.Error));
        Assert.Contains("nothing is left", drain.Output, StringComparison.Ordinal);
        Assert.Equal("drained", nodes.Json.GetProperty("nodes").EnumerateArray().Single(static node => node.GetProperty("name").GetString() == "node-d").GetProperty("state").GetString());
        Assert.All(held, static device => Assert.Equal((0, 0), (device.GetProperty("places").GetInt32(), device.GetProperty("placesToClear").GetInt32())));
        Assert.EndsWith("(StillAnswers)", answering.Error.TrimEnd('\n'), StringComparison.Ordinal);
        Assert.EndsWith("(NotEnoughDevices)", refused.Error.TrimEnd('\n'), StringComparison.Ordinal);
        Assert.Contains("4+2 over 2 zones", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, undrain.ExitCode);
        await UntilAsync(() => RunAsync("nodes"), static run => run.Output.Split('\n').Any(static line => line.Contains("node-d", StringComparison.Ordinal) && line.Contains("active", StringComparison.Ordinal)));
    }

    private static IEnumerable<JsonElement> Devices(CliRun run) => run.Json.GetProperty("devices").EnumerateArray();

    private static async Task<CliRun> UntilAsync(Func<Task<CliRun>> command, Func<CliRun, bool> condition)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        timeout.CancelAfter(Deadline);
        while (true)
        {
            var run = await command();
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            if (condition(run)) return run;
            Assert.False(timeout.IsCancellationRequested, $"not within {Deadline}: {run.Output}");
            await Task.Delay(200, Cancel);
        }
    }

    private async Task PutAsync(string key, int bytes) =>
        await fixture.S3.PutObjectAsync(new PutObjectRequest { BucketName = "photos", Key = key, InputStream = new MemoryStream(new byte[bytes]) }, Cancel);

    private async Task<long> GetAsync(string key)
    {
        using var response = await fixture.S3.GetObjectAsync("photos", key, Cancel);
        using var content = new MemoryStream();
        await response.ResponseStream.CopyToAsync(content, Cancel);
        return content.Length;
    }

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.RunAsync(fixture.Store, arguments);
}
