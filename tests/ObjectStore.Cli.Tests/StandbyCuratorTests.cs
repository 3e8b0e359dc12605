using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
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

    private static ClusterMap MapOf(int devicesPerZone)
    {
        var devices = "abc".SelectMany(zone => Enumerable.Range(0, devicesPerZone).Select(number => new Device(
            new DeviceId(Guid.Parse(IdOf(zone, number))), new NodeName($"node-{zone}"), new ZoneName(zone.ToString()), DeviceState.Active, 1L << 40)));
        return PlacementPlanner.Plan(
            ClusterMap.Empty, new PlacementRequirements { Profiles = [new ErasureProfile(4, 2), ErasureProfile.Replicated], Devices = [.. devices] });
    }

    private static string IdOf(char zone, int number) => $"{(int)zone:x2}000000-0000-{number:x4}-0000-000000000000";
}
