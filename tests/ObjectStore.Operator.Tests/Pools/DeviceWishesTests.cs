using ObjectStore.Core.Identifiers;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Pools;
using ObjectStore.Placement;

namespace ObjectStore.Operator.Tests.Pools;

public class DeviceWishesTests
{
    [Theory]
    [InlineData("true", DeviceState.Active, false, "drain")]
    [InlineData("true", DeviceState.Down, false, "drain")]
    [InlineData("true", DeviceState.Down, true, "")]
    [InlineData("true", DeviceState.Draining, true, "")]
    [InlineData("true", DeviceState.Drained, true, "")]
    [InlineData("false", DeviceState.Draining, true, "keep")]
    [InlineData("false", DeviceState.Drained, true, "keep")]
    [InlineData("false", DeviceState.Active, false, "")]
    [InlineData(null, DeviceState.Draining, true, "")]
    [InlineData(null, DeviceState.Out, false, "")]
    [InlineData("gone", DeviceState.Out, false, "forget")]
    [InlineData("gone", DeviceState.Down, false, "")]
    public void Of_Device_GivesWhatIsAsked(string? wish, DeviceState state, bool isLeaving, string expected)
    {
        var annotations = wish is null ? null : new Dictionary<string, string> { [DeviceWishes.DrainAnnotation] = wish };
        var nodes = new Dictionary<string, V1Node>();
        if (wish != "gone") nodes["one"] = new V1Node { Metadata = new V1ObjectMeta { Name = "one", Annotations = annotations } };
        var device = new Device(DeviceId.New(), new NodeName("one"), new ZoneName("a"), state, 1) { IsLeaving = isLeaving };

        var wishes = DeviceWishes.Of([device], nodes);

        Assert.Equal(expected == "drain", wishes.Drain.Count == 1);
        Assert.Equal(expected == "keep", wishes.Keep.Count == 1);
        Assert.Equal(expected == "forget", wishes.Forget.Count == 1);
    }
}
