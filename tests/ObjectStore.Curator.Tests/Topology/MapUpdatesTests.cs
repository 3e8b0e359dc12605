using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Topology;
using ObjectStore.Placement;
using ObjectStore.Testing;
using Xunit;

namespace ObjectStore.Curator.Tests.Topology;

public sealed class MapUpdatesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Goal: a map that was read before another changed it is no base for a change. Method: two changes from the same known map.</summary>
    [Fact]
    public async Task ApplyAsync_KnownMapIsNotTheStoredOneAnyMore_KeepsBothChanges()
    {
        var catalog = TestCatalog.Make();
        var updates = new MapUpdates(catalog);
        var known = await updates.ApplyAsync(map => With(map, DeviceOf(1)), Cancel);

        await updates.ApplyAsync(known, map => With(map, DeviceOf(2)), Cancel);
        var both = await updates.ApplyAsync(known, map => With(map, DeviceOf(3)), Cancel);

        Assert.Equal((known.Epoch.Next.Next, 3), (both.Epoch, both.Devices.Count));
        Assert.Equal(both.Devices, (await catalog.GetClusterMapAsync(Cancel)).Devices);
    }

    private static ClusterMap With(ClusterMap map, Device device) => PlacementPlanner.UpdateDevices(map, [device]);

    private static Device DeviceOf(int number) => new(new DeviceId(new Guid(number, 0, 0, new byte[8])), new NodeName("node"), new ZoneName("a"), DeviceState.Active, 1 << 30);
}
