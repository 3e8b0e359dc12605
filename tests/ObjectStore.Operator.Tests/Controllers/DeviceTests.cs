using ObjectStore.Core.Identifiers;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Placement;
using ObjectStore.Testing;

namespace ObjectStore.Operator.Tests.Controllers;

public sealed class DeviceTests : ControllerTests
{
    /// <summary>Goal: a disk that fails is emptied whatever the node's annotation says, and holds up no other. Method: of two devices that leave, and are to stay after all, the writes of one fail.</summary>
    [Fact]
    public async Task Reconcile_NodeIsToKeepDevicesOfWhichOneFails_TheOtherIsKept()
    {
        await StartStoreAsync();
        var (sound, failed) = (Leaving(), Leaving());
        Operator.Curators.FailedDevices = new HashSet<DeviceId> { failed.Id };
        Assert.True(await Operator.Curators.Of(Key("main")).Catalog.TryStoreClusterMapAsync(new ClusterMap(new Epoch(1), [sound, failed], []), Token));

        await Client.PatchAsync<V1Node>(new EntityKey(null, "node-a"), V1Patch.Merge("""{"metadata":{"annotations":{"objectstore.dev/drain":"false"}}}"""), null, Token);

        await Wait.UntilAsync(() => !Operator.Curators.KeptDevices.IsEmpty);
        Assert.All(Operator.Curators.KeptDevices, kept => Assert.Equal([sound.Id], kept));
    }

    private static Device Leaving() => new(DeviceId.New(), new NodeName("node-a"), new ZoneName("zone-a"), DeviceState.Draining, 1) { IsLeaving = true };
}
