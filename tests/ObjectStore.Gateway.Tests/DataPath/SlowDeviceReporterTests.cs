using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Options;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Reports;

namespace ObjectStore.Gateway.Tests.DataPath;

public sealed class SlowDeviceReporterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Run_DeviceIsSlowForAWhile_IsToldAndTakenBack()
    {
        var time = new VirtualTime();
        using var fixture = new DataPathFixture(time: time.Clock);
        var catalog = new Catalog(new KeymapRouter(IndexDatabases.Of(new InMemoryOrderedStore()), time.Clock), time.Clock);
        var reports = new SlowDeviceReports(catalog, time.Clock);
        var device = fixture.Devices[0].Id;
        IReadOnlyList<SlowDevice> before = [], during = [], after = [];

        time.Run(async () =>
        {
            using var reporter = new SlowDeviceReporter(
                fixture.SlowReads, fixture.SlowWrites, fixture.Selector, reports, new GatewayOptions { Name = "gateway" }, time.Clock, NullLogger<SlowDeviceReporter>.Instance);
            await reporter.StartAsync(Cancel);
            await PassAsync(time);
            before = await reports.ListAsync(Cancel);
            fixture.SlowReads.Late(device);
            await PassAsync(time);
            fixture.SlowReads.Late(device);
            await PassAsync(time);
            during = await reports.ListAsync(Cancel);
            fixture.SlowReads.Forget(device);
            await PassAsync(time);
            after = await reports.ListAsync(Cancel);
            await reporter.StopAsync(Cancel);
        });

        Assert.Empty(before);
        Assert.Equal([new SlowDevice(device, "reads")], during);
        Assert.Empty(after);
    }

    [Fact]
    public async Task List_GatewayEndedWhileADeviceWasSlow_IsForgottenAndUnreadableRowsAreLeftOut()
    {
        var time = new Testing.ManualTimeProvider();
        var catalog = new Catalog(new KeymapRouter(IndexDatabases.Of(new InMemoryOrderedStore()), time), time);
        var reports = new SlowDeviceReports(catalog, time);
        var slow = new SlowDevice(DeviceId.New(), "writes");
        await reports.StoreAsync("one", [slow], Cancel);
        await reports.StoreAsync("two", [slow], Cancel);
        await catalog.StoreJobStateAsync("slow/three", "{"u8.ToArray(), Cancel);
        await catalog.StoreJobStateAsync("slow/four", """{"version":99,"at":"2026-01-01T00:00:00Z","devices":[]}"""u8.ToArray(), Cancel);

        var early = await reports.ListAsync(Cancel);
        time.Advance(TimeSpan.FromMinutes(2));
        var late = await reports.ListAsync(Cancel);

        Assert.Equal([slow], early);
        Assert.Empty(late);
    }

    private static Task PassAsync(VirtualTime time) => Task.Delay(SlowDeviceReports.Period * 1.5, time.Clock, Cancel);
}
