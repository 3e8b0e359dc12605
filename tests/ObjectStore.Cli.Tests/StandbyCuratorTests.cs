using System.Text.Json;
using ObjectStore.AdminApi;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Jobs;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Devices;
using ObjectStore.Placement;

namespace ObjectStore.Cli.Tests;

/// <summary>The cluster's commands against a process that does not lead, and one that has lost its catalog.</summary>
public sealed class StandbyCuratorTests
{
    private static readonly string[][] Commands =
    [
        ["devices"],
        ["nodes"],
        ["pools", "status"],
        ["repairs"],
        ["repairs", "--watch"],
        ["devices", "drain", IdOf('a', 0)],
        ["devices", "undrain", IdOf('a', 0)],
        ["devices", "remove", IdOf('a', 0)],
        ["nodes", "drain", "node-a"],
        ["nodes", "undrain", "node-a"],
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnyCommand_CatalogDown_EndsWithTheCodeInOneLine()
    {
        await using var host = await AdminHost.StartAsync(MapOf(devicesPerZone: 3), Cancel);
        host.Store.IsDown = true;

        foreach (var command in Commands)
        {
            var run = await host.RunAsync(command);

            Assert.Equal((ExitCode.Failed, ""), (run.ExitCode, run.Output));
            Assert.EndsWith("(IndexUnavailable)", run.Error.TrimEnd('\n'), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Readiness_CatalogDown_IsNo()
    {
        await using var host = await AdminHost.StartAsync(MapOf(devicesPerZone: 3), Cancel);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        using var before = await http.GetAsync(new Uri(host.Endpoint, "/readyz"), Cancel);
        host.Store.IsDown = true;
        using var after = await http.GetAsync(new Uri(host.Endpoint, "/readyz"), Cancel);

        Assert.Equal((System.Net.HttpStatusCode.OK, System.Net.HttpStatusCode.ServiceUnavailable), (before.StatusCode, after.StatusCode));
        Assert.Equal("index: IndexUnavailable\n", await after.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Status_NoCuratorEverReported_IsShownFromTheMapWithAWarning()
    {
        await using var host = await AdminHost.StartAsync(MapOf(devicesPerZone: 3), Cancel);

        var devices = await host.RunAsync("devices");
        var pools = await host.RunAsync("pools", "status");
        var repairs = await host.RunAsync("repairs");

        Assert.Equal((0, 0, 0), (devices.ExitCode, pools.ExitCode, repairs.ExitCode));
        Assert.Contains(IdOf('c', 2), devices.Output, StringComparison.Ordinal);
        Assert.Contains("WARNING: no curator has ever reported", pools.Output, StringComparison.Ordinal);
        Assert.Contains("WARNING: no curator has ever reported", repairs.Output, StringComparison.Ordinal);
    }

    /// <summary>Goal: what a curator has stored is shown by a process that has no part in it. Method: rows as docs/curator.md names them, written by hand.</summary>
    [Theory]
    [InlineData(false, 0, "full")]
    [InlineData(true, 0, "degraded")]
    [InlineData(true, 5, "lost")]
    public async Task Status_OfAnotherCurator_IsShownByAnyProcess(bool isWritable, int lost, string state)
    {
        var map = MapOf(devicesPerZone: 3);
        await using var host = await AdminHost.StartAsync(map, Cancel);
        var now = host.Time.GetUtcNow();
        await StoreReportsAsync(host, map, isWritable, lost, now);
        await host.Observations.StoreAsync(new DeviceReport("gateway-1", now, [map.Devices[0].Id], [], [map.Devices[1].Id]), Cancel);
        await host.Observations.StoreAsync(new DeviceReport("gateway-2", now.AddHours(-1), [], [map.Devices[0].Id], []), Cancel);

        var pools = await host.RunAsync("pools", "status", "--output", "json");
        var devices = await host.RunAsync("devices");
        var repairs = await host.RunAsync("repairs");

        var pool = Assert.Single(pools.Json.GetProperty("pools").EnumerateArray());
        Assert.Equal(("ssd", state, 3), (pool.GetProperty("name").GetString(), pool.GetProperty("state").GetString(), pool.GetProperty("stripesToRepair").GetInt32()));
        Assert.Equal((9L << 40, 8_100L), (pool.GetProperty("capacityBytes").GetInt64(), pool.GetProperty("usedBytes").GetInt64()));
        Assert.Equal(isWritable ? 0 : 9, pool.GetProperty("fullDevices").GetInt32());
        Assert.Contains(isWritable ? "slow at reads" : "full", devices.Output, StringComparison.Ordinal);
        Assert.Equal(isWritable, devices.Output.Contains("silent to gateways", StringComparison.Ordinal));
        Assert.DoesNotContain("writes", devices.Output, StringComparison.Ordinal);
        Assert.Contains("2 stripes wait for repair, 1 are being repaired", repairs.Output, StringComparison.Ordinal);
        Assert.Contains("endangered-stripe", repairs.Output, StringComparison.Ordinal);
        Assert.Contains("DeviceFull", repairs.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("WARNING", repairs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_CuratorHasStopped_IsShownWithAWarning()
    {
        var map = MapOf(devicesPerZone: 3);
        await using var host = await AdminHost.StartAsync(map, Cancel);
        await StoreReportsAsync(host, map, isWritable: true, lost: 0, host.Time.GetUtcNow() - TimeSpan.FromHours(3));

        var repairs = await host.RunAsync("repairs");

        Assert.Contains("WARNING: no curator has reported for 3 h 0 min", repairs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_AProcessThatDoesNotLead_IsStoredForTheOneThatDoes()
    {
        await using var host = await AdminHost.StartAsync(MapOf(devicesPerZone: 3), Cancel);

        var drain = await host.RunAsync("devices", "drain", IdOf('a', 0), IdOf('b', 1), "--output", "json");
        var again = await host.RunAsync("devices", "drain", IdOf('a', 0));
        var draining = (await host.Catalog.GetClusterMapAsync(Cancel)).Devices.Where(static device => device.State == DeviceState.Draining).Select(static device => device.Id.ToString());
        var undrain = await host.RunAsync("devices", "undrain", IdOf('a', 0), IdOf('b', 1));

        Assert.Equal((0, 0, 0), (drain.ExitCode, again.ExitCode, undrain.ExitCode));
        Assert.Equal("drain", drain.Json.GetProperty("change").GetString());
        Assert.Equal([IdOf('a', 0), IdOf('b', 1)], draining.Order(StringComparer.Ordinal));
        Assert.All((await host.Catalog.GetClusterMapAsync(Cancel)).Devices, static device => Assert.Equal(DeviceState.Active, device.State));
    }

    [Fact]
    public async Task RunJob_AProcessThatDoesNotLead_IsRefused()
    {
        await using var host = await AdminHost.StartAsync(MapOf(devicesPerZone: 3), Cancel);

        var (status, body) = await host.SendAsync(HttpMethod.Post, AdminPaths.JobRun(JobNames.Scrub), Cancel);

        Assert.Equal(System.Net.HttpStatusCode.Conflict, status);
        Assert.Contains("\"NotLeader\"", body, StringComparison.Ordinal);
    }

    /// <summary>Goal: what only processes of a newer release can read is answered as at the S3 endpoint: ask another, or later.</summary>
    [Theory]
    [InlineData(AdminPaths.BucketRates, BucketDocumentKind.Rates)]
    [InlineData(AdminPaths.BucketCompression, BucketDocumentKind.Compression)]
    [InlineData(AdminPaths.BucketQuota, BucketDocumentKind.Quota)]
    public async Task BucketDocument_OfANewerRelease_IsUnavailableHere(string path, BucketDocumentKind kind)
    {
        await using var host = await AdminHost.StartAsync(MapOf(devicesPerZone: 3), Cancel);
        var bucket = new BucketRecord("photos", new BucketId(7), "owner", DateTimeOffset.UnixEpoch, "us-east-1");
        await host.Catalog.CreateBucketAsync(bucket, Cancel);
        await host.Catalog.ChangeDocumentsAsync(bucket, set => set.With(kind, "?"u8.ToArray()), Cancel);

        var (status, body) = await host.SendAsync(HttpMethod.Get, path, Cancel, new KeyValuePair<string, string>("bucket", "photos"));

        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("\"NewerFormat\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_SomebodyTakesItBackWhileItIsWaitedFor_EndsWithThat()
    {
        await using var host = await AdminHost.StartAsync(MapOf(devicesPerZone: 3), Cancel);

        var waiting = host.RunAsync("devices", "drain", IdOf('a', 0), "--wait");
        while (!(await host.Catalog.GetClusterMapAsync(Cancel)).Devices.Any(static device => device.IsLeaving)) await Task.Delay(10, Cancel);
        await host.RunAsync("devices", "undrain", IdOf('a', 0));
        var run = await waiting.WaitAsync(TimeSpan.FromSeconds(60), Cancel);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("no longer to be emptied", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NotEnoughDevices", "nodes", "drain", "node-a")]
    [InlineData("NotEnoughDevices", "devices", "drain", "61000000-0000-0000-0000-000000000000", "61000000-0000-0001-0000-000000000000")]
    [InlineData("NoSuchDevice", "devices", "drain", "99999999-0000-0000-0000-000000000000")]
    [InlineData("NoSuchDevice", "devices", "undrain", "99999999")]
    [InlineData("InvalidRequest", "devices", "drain", "6100")]
    [InlineData("InvalidRequest", "devices", "drain", "xyz")]
    [InlineData("NoSuchNode", "nodes", "drain", "node-a", "node-z")]
    [InlineData("NoSuchNode", "nodes", "undrain", "a")]
    [InlineData("HoldsData", "devices", "remove", "61000000-0000-0000-0000-000000000000")]
    public async Task Change_ThatCannotBe_IsRefusedInOneLineAndChangesNothing(string code, params string[] arguments)
    {
        await using var host = await AdminHost.StartAsync(MapOf(devicesPerZone: 3), Cancel);
        var before = await host.Catalog.GetClusterMapAsync(Cancel);

        var run = await host.RunAsync(arguments);

        Assert.Equal((ExitCode.Failed, ""), (run.ExitCode, run.Output));
        Assert.EndsWith($"({code})", run.Error.TrimEnd('\n'), StringComparison.Ordinal);
        Assert.Equal(before.Epoch, (await host.Catalog.GetClusterMapAsync(Cancel)).Epoch);
    }

    private static async Task StoreReportsAsync(AdminHost host, ClusterMap map, bool isWritable, int lost, DateTimeOffset at)
    {
        var devices = map.Devices.Select(device => new
        {
            id = device.Id.Value,
            pool = "ssd",
            capacityBytes = 1_000,
            freeBytes = isWritable ? 50 : 0,
            liveBytes = 900,
            fragmentCount = 9,
            isWritable,
            isAnswering = true,
            problem = "",
        });
        var jobs = new[] { new { name = "scrub", isRunning = true, lastSuccess = (DateTimeOffset?)null, lastItems = 0, lastBytes = 0, lastError = "DeviceFull" } };
        var endangered = new[] { new { stripe = "endangered-stripe", group = 7, spare = 0, attempts = 1 } };
        var repair = new
        {
            waiting = 2,
            running = 1,
            deferred = 0,
            dropped = 0,
            bySpare = new[] { new { spare = 0, stripes = 3 } },
            mostEndangered = endangered,
            lostCount = lost,
            lost = endangered[1..],
        };
        await host.Catalog.StoreJobStateAsync("report/devices/0", JsonSerializer.SerializeToUtf8Bytes(new { version = 1, at, pages = 1, devices }), Cancel);
        await host.Catalog.StoreJobStateAsync("report/curator", JsonSerializer.SerializeToUtf8Bytes(new { version = 1, at, jobs, repair }), Cancel);
    }

    private static ClusterMap MapOf(int devicesPerZone)
    {
        var devices = "abc".SelectMany(zone => Enumerable.Range(0, devicesPerZone).Select(number => new Device(
            new DeviceId(Guid.Parse(IdOf(zone, number))), new NodeName($"node-{zone}"), new ZoneName(zone.ToString()), DeviceState.Active, 1L << 40)));
        return PlacementPlanner.Plan(
            ClusterMap.Empty, new PlacementRequirements { Profiles = [new ErasureProfile(4, 2), ErasureProfile.Replicated], Devices = [.. devices] });
    }

    private static string IdOf(char zone, int number) => $"{(int)zone:x2}000000-0000-{number:x4}-0000-000000000000";
}
