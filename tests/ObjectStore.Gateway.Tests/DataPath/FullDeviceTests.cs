using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Gateway.Middleware;

namespace ObjectStore.Gateway.Tests.DataPath;

public sealed class FullDeviceTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WriteAsync_OneDeviceIsFull_GoesElsewhere(bool isKnown)
    {
        using var fixture = new DataPathFixture(devicesPerZone: 3);
        var full = fixture.Devices[2];
        full.PutFailure = StorageErrorCode.DeviceFull;
        if (isKnown) fixture.Selector.UpdateFreeBytes(new Dictionary<DeviceId, long> { [full.Id] = 0 });

        for (var i = 0; i < 50; i++)
        {
            var run = Assert.Single(await fixture.WriteAsync(new byte[1 << 20]));
            Assert.Equal(new ErasureProfile(4, 2), run.Profile);
            await fixture.WriteAsync(new byte[1000]);
        }

        Assert.InRange(full.PutCount, 0, isKnown ? 0 : 2);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1000, false)]
    [InlineData(1 << 20, true)]
    [InlineData(1 << 20, false)]
    public async Task WriteAsync_AllDevicesAreFull_SaysSo(int size, bool isKnown)
    {
        using var fixture = new DataPathFixture();
        foreach (var device in fixture.Devices) device.PutFailure = StorageErrorCode.DeviceFull;
        if (isKnown) fixture.Selector.UpdateFreeBytes(fixture.Devices.ToDictionary(device => device.Id, _ => 0L));

        var exception = await Assert.ThrowsAsync<StorageException>(() => fixture.WriteAsync(new byte[size]));

        Assert.Equal(StorageErrorCode.DeviceFull, exception.Code);
        var answer = StorageErrors.Of(exception.Code);
        Assert.Equal(503, answer.Status);
        Assert.Contains("no room", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_TwoZonesFailAndNoneIsFull_IsNotCalledFull()
    {
        using var fixture = new DataPathFixture();
        for (var i = 0; i < 4; i++) fixture.Devices[i].PutFailure = StorageErrorCode.DeviceUnavailable;

        var exception = await Assert.ThrowsAsync<StorageException>(() => fixture.WriteAsync(new byte[1000]));

        Assert.Equal(StorageErrorCode.QuorumNotReached, exception.Code);
    }

    [Fact]
    public async Task WriteAsync_RoomIsFreed_WritesAgain()
    {
        using var fixture = new DataPathFixture();
        fixture.Selector.UpdateFreeBytes(fixture.Devices.ToDictionary(device => device.Id, _ => 0L));
        await Assert.ThrowsAsync<StorageException>(() => fixture.WriteAsync(new byte[1 << 20]));

        fixture.Selector.UpdateFreeBytes(fixture.Devices.ToDictionary(device => device.Id, _ => 1L << 30));

        Assert.Equal(new ErasureProfile(4, 2), Assert.Single(await fixture.WriteAsync(new byte[1 << 20])).Profile);
    }
}
