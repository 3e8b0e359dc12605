using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Topology;
using ObjectStore.Index;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.Tests.DataPath;

/// <summary>A zone that is lost and comes back, seen by a gateway and a curator that share nothing but the catalog. Time is virtual.</summary>
public sealed class LostZoneEndToEndTests : IDisposable
{
    private const int ObjectBytes = 256 << 10;

    private static readonly ErasureProfile FourPlusTwo = new(4, 2);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly VirtualTime _time = new();
    private readonly DataPathFixture _fixture;
    private readonly ServiceProvider _curator;
    private readonly CancellationTokenSource _stopping = new();

    public LostZoneEndToEndTests()
    {
        _fixture = new DataPathFixture(time: _time.Clock);
        _curator = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_time.Clock)
            .AddSingleton<IFragmentDevices>(_fixture)
            .AddSingleton<IDeviceDiscovery>(new Discovery(_fixture, _time))
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddObjectStoreIndex(_ => IndexDatabases.Of(new InMemoryOrderedStore()))
            .AddCurator()
            .BuildServiceProvider();
    }

    private ICatalog Catalog => _curator.GetRequiredService<ICatalog>();

    public void Dispose()
    {
        _stopping.Dispose();
        _curator.Dispose();
        _fixture.Dispose();
    }

    /// <summary>
    /// Goal: from the moment a zone hangs a write is stored again within 5 s, as copies while nobody but this gateway knows of it and in stand-ins once the curator has
    /// formed them, and in the pool's own profile when the zone is back. Method: the curator's and the gateway's rounds of a second each, and a client that writes and reads without a pause.
    /// </summary>
    [Fact]
    public void ReadAndWrite_ZoneHangsAndComesBack_GoOnAsCopiesThenInStandInsThenInTheProfile() => _time.Run(async () =>
    {
        await StoreMapAsync();
        var rounds = new[] { CuratorAsync(), GatewayAsync() };
        var before = Assert.Single(await _fixture.WriteAsync(Content(1)));
        Assert.Equal(FourPlusTwo, before.Profile);

        var lostAt = _time.Clock.GetUtcNow();
        foreach (var device in _fixture.DevicesIn("c")) device.Hang();
        var first = Assert.Single(await _fixture.WriteAsync(Content(2)));
        var firstAfter = _time.Clock.GetUtcNow() - lostAt;
        var standIn = await UntilAsync(run => run.Profile == new ErasureProfile(2, 2));
        var standInAfter = _time.Clock.GetUtcNow() - lostAt;

        TestContext.Current.TestOutputHelper?.WriteLine($"first write after {firstAfter}, stand-ins after {standInAfter}");
        Assert.Equal(ErasureProfile.Replicated, first.Profile);
        Assert.True(firstAfter < 2.5 * Second, $"{firstAfter}");
        Assert.True(standInAfter < 7 * Second, $"{standInAfter}");
        Assert.Equal(new FaultTolerance(Zones: 1, Nodes: 1, Devices: 2), FaultTolerance.OfWrites(_fixture.Selector.Map, FourPlusTwo));
        Assert.Equal(Content(1), await _fixture.ReadAsync([before], 0, ObjectBytes));
        Assert.Equal(Content(2), await _fixture.ReadAsync([first], 0, ObjectBytes));

        foreach (var device in _fixture.DevicesIn("c")) device.Wake();
        await UntilAsync(run => run.Profile == FourPlusTwo);
        Assert.Equal(Content(3), await _fixture.ReadAsync([standIn], 0, ObjectBytes));
        Assert.All(_fixture.Selector.Map.Devices, device => Assert.Equal(DeviceState.Active, device.State));

        await _stopping.CancelAsync();
        await Task.WhenAll(rounds);
    });

    /// <summary>Writes until one is stored as asked; none may fail on the way.</summary>
    private async Task<StripeRun> UntilAsync(Func<StripeRun, bool> isAsAsked)
    {
        var deadline = _time.Clock.GetUtcNow() + 60 * Second;
        while (true)
        {
            var run = Assert.Single(await _fixture.WriteAsync(Content(3)));
            if (isAsAsked(run)) return run;
            Assert.True(_time.Clock.GetUtcNow() < deadline, $"The last write was stored as {run.Profile}.");
            await Task.Delay(Second / 20, _time.Clock, TestContext.Current.CancellationToken);
        }
    }

    private async Task StoreMapAsync()
    {
        var map = _fixture.Selector.Map;
        Assert.True(await Catalog.TryStoreClusterMapAsync(new ClusterMap(default(Core.Identifiers.Epoch).Next, map.Devices, map.Groups), TestContext.Current.CancellationToken));
    }

    private Task CuratorAsync() => EverySecondAsync(() => _curator.GetRequiredService<CuratorService>().RunNowAsync(JobNames.Topology, TestContext.Current.CancellationToken));

    private Task GatewayAsync() => EverySecondAsync(async () => _fixture.Selector.Update(await Catalog.GetClusterMapAsync(TestContext.Current.CancellationToken)));

    private async Task EverySecondAsync(Func<Task> round)
    {
        while (!_stopping.IsCancellationRequested)
        {
            await round();
            await Task.Delay(Second, _time.Clock, TestContext.Current.CancellationToken);
        }
    }

    private static byte[] Content(int seed)
    {
        var bytes = new byte[ObjectBytes];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Asks all devices and waits for a second, as a curator does over the network.</summary>
    private sealed class Discovery(DataPathFixture fixture, VirtualTime time) : IDeviceDiscovery
    {
        public async ValueTask<IReadOnlyList<DiscoveredDevice>> DiscoverAsync(CancellationToken cancellationToken)
        {
            using var timeout = new CancellationTokenSource(Second, time.Clock);
            List<DiscoveredDevice> answered = [];
            foreach (var device in fixture.Devices)
            {
                try
                {
                    var status = await device.DescribeAsync(timeout.Token);
                    var known = fixture.Selector.Map.FindDevice(device.Id)!;
                    answered.Add(new DiscoveredDevice(device.Id, known.Node, known.Zone, status));
                }
                catch (OperationCanceledException)
                {
                    // Silent.
                }
            }

            return answered;
        }
    }
}
