using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Options;
using ObjectStore.Index.Devices;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Gateway.Tests.DataPath;

/// <summary>What a gateway tells of devices, and what others read of it.</summary>
public sealed class DeviceReporterTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly DataPathFixture _fixture;
    private readonly DeviceReports _reports;

    public DeviceReporterTests()
    {
        _fixture = new DataPathFixture(time: _time.Clock);
        _reports = new DeviceReports(new KeymapRouter(IndexDatabases.Of(new InMemoryOrderedStore()), _time.Clock));
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void RunOnce_DeviceHangsAndAnswersAgain_TellsBoth() => _time.Run(async () =>
    {
        var reporter = Reporter("gateway-1");
        await reporter.RunOnceAsync(TestContext.Current.CancellationToken);
        Assert.True(Assert.Single(await ListAsync()).IsClean);

        _fixture.Devices[2].Hang();
        await _fixture.WriteAsync(new byte[1 << 20]);
        await reporter.RunOnceAsync(TestContext.Current.CancellationToken);
        var during = Assert.Single(await ListAsync());
        _fixture.Devices[2].Wake();
        await Task.Delay(TimeSpan.FromSeconds(5), _time.Clock, TestContext.Current.CancellationToken);
        await reporter.RunOnceAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("gateway-1", _fixture.Devices[2].Id), (during.Reporter, Assert.Single(during.Silent)));
        Assert.True(Assert.Single(await ListAsync()).IsClean);
    });

    [Fact]
    public void RunOnce_DeviceIsSlow_NamesWhatItIsSlowAt() => _time.Run(async () =>
    {
        for (var i = 0; i < 3; i++)
        {
            _fixture.SlowReads.Late(_fixture.Devices[0].Id);
            await Task.Delay(TimeSpan.FromSeconds(1), _time.Clock, TestContext.Current.CancellationToken);
        }

        await Reporter("gateway-1").RunOnceAsync(TestContext.Current.CancellationToken);

        var report = Assert.Single(await ListAsync());
        Assert.Equal(_fixture.Devices[0].Id, Assert.Single(report.SlowReads));
        Assert.Empty(report.SlowWrites);
    });

    /// <summary>A report is repeated while it says something, so that who reads it can tell an old one; a clean one is not.</summary>
    [Fact]
    public void RunOnce_NothingChanges_RepeatsOnlyWhatIsStillWrong() => _time.Run(async () =>
    {
        var (well, ill) = (Reporter("well"), Reporter("ill"));
        await well.RunOnceAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 2; i++)
        {
            _fixture.SlowReads.Late(_fixture.Devices[0].Id);
            await Task.Delay(TimeSpan.FromSeconds(1), _time.Clock, TestContext.Current.CancellationToken);
        }

        await ill.RunOnceAsync(TestContext.Current.CancellationToken);
        var first = await ListAsync();
        await ill.RunOnceAsync(TestContext.Current.CancellationToken);
        Assert.Equal(first.Select(report => report.At), (await ListAsync()).Select(report => report.At));

        await Task.Delay(DeviceReport.Period, _time.Clock, TestContext.Current.CancellationToken);
        await ill.RunOnceAsync(TestContext.Current.CancellationToken);

        var last = await ListAsync();
        Assert.Equal(["ill", "well"], last.Select(report => report.Reporter));
        Assert.True(last[0].At > first[0].At);
        Assert.Equal(first[1].At, last[1].At);
    });

    private DeviceReporter Reporter(string name) => new(
        _fixture.Suspects, _fixture.SlowReads, _fixture.SlowWrites, _reports, new GatewayOptions { Name = name }, _time.Clock, NullLogger<DeviceReporter>.Instance);

    private async Task<IReadOnlyList<DeviceReport>> ListAsync() => await _reports.ListAsync(TestContext.Current.CancellationToken);
}
