using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Placement;
using ObjectStore.Testing;

namespace ObjectStore.Gateway.Tests.DataPath;

public sealed class SlowDevicesTests
{
    private static readonly DeviceId First = DeviceId.New();
    private static readonly DeviceId Second = DeviceId.New();

    private readonly ManualTimeProvider _time = new();
    private ClusterMap _map = ClusterMap.Empty;

    [Fact]
    public void Late_TwiceInARow_MakesTheDeviceSlow()
    {
        var slow = Make(deviceCount: 6);

        Assert.False(slow.Late(First));
        Assert.False(slow.Contains(First));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(slow.Late(First));
        Assert.True(slow.Contains(First));
        Assert.Equal(1, slow.Count);
    }

    [Fact]
    public void Late_ManyAtTheSameMoment_CountsOnce()
    {
        var slow = Make(deviceCount: 6);

        for (var i = 0; i < 10; i++) Assert.False(slow.Late(First));

        Assert.False(slow.Contains(First));
    }

    [Fact]
    public void Late_NowAndThen_DoesNotMakeTheDeviceSlow()
    {
        var slow = Make(deviceCount: 6);
        for (var i = 0; i < 50; i++)
        {
            Assert.False(slow.Late(First));
            for (var j = 0; j < 5; j++) slow.InTime(First);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(slow.Contains(First));
    }

    [Theory]
    [InlineData(6, 1)]
    [InlineData(10, 2)]
    public void Late_MoreThanAFifthOfTheDevices_LeavesTheRestInUse(int deviceCount, int slowCount)
    {
        var slow = Make(deviceCount);

        MakeSlow(slow, First);
        MakeSlow(slow, Second);

        Assert.Equal(slowCount, slow.Count);
    }

    [Fact]
    public void Late_SlowDeviceHasLeftTheCluster_MakesRoom()
    {
        var slow = Make(deviceCount: 6);
        MakeSlow(slow, First);
        _map = new ClusterMap(default, [.. _map.Devices.Where(device => device.Id != First)], []);

        MakeSlow(slow, Second);

        Assert.True(slow.Contains(Second));
        Assert.Equal(1, slow.Count);
    }

    [Fact]
    public void EndProbe_ThreeInTime_BringsTheDeviceBack()
    {
        var slow = Make(deviceCount: 6);
        MakeSlow(slow, First);
        Assert.False(slow.TryBeginProbe(First));

        Probe(slow, isInTime: true);
        Probe(slow, isInTime: true);
        Probe(slow, isInTime: false);
        Probe(slow, isInTime: true);
        Probe(slow, isInTime: true);
        Assert.True(slow.Contains(First));
        Probe(slow, isInTime: true);

        Assert.False(slow.Contains(First));
        Assert.Equal(0, slow.Count);
    }

    [Fact]
    public void TryBeginProbe_OneUnderWay_SendsNoSecond()
    {
        var slow = Make(deviceCount: 6);
        MakeSlow(slow, First);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(slow.TryBeginProbe(First));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(slow.TryBeginProbe(First));
    }

    [Fact]
    public void Late_SoonAfterItsReturn_IsProbedLessOften()
    {
        var slow = Make(deviceCount: 6);
        MakeSlow(slow, First);
        for (var i = 0; i < 3; i++) Probe(slow, isInTime: true);

        MakeSlow(slow, First);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(slow.TryBeginProbe(First));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(slow.TryBeginProbe(First));
    }

    private SlowDevices Make(int deviceCount)
    {
        IEnumerable<DeviceId> ids = [First, Second, .. Enumerable.Range(2, deviceCount - 2).Select(_ => DeviceId.New())];
        _map = new ClusterMap(default, [.. ids.Select(id => new Device(id, new NodeName("n"), new ZoneName("a"), DeviceState.Active, 1))], []);
        return new SlowDevices("reads", () => _map, _time, NullLogger.Instance);
    }

    private void MakeSlow(SlowDevices slow, DeviceId device)
    {
        slow.Late(device);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        slow.Late(device);
    }

    private void Probe(SlowDevices slow, bool isInTime)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(slow.TryBeginProbe(First));
        slow.EndProbe(First, isInTime);
    }
}
