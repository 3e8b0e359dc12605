using ObjectStore.Node.Devices;
using ObjectStore.Rpc.Health;
using ObjectStore.Testing;

namespace ObjectStore.Node.Tests.Devices;

public sealed class DeviceScannerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Goal: a node starts with the devices that are open after a while. Method: of two devices one never comes to be open; half a minute goes by.</summary>
    [Fact]
    public async Task StartAsync_WithADeviceThatNeverOpens_EndsAfterAWhile()
    {
        var time = new ManualTimeProvider();
        await using var node = new StuckDevices();
        node.Add("1");
        using var scanner = new DeviceScanner(node.Devices, new HealthService([]), node.Settings, time);

        var starting = scanner.StartAsync(Token);
        await Wait.UntilAsync(() => node.Devices.Counts.Open == 1);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(starting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        await starting.WaitAsync(Wait.Limit, Token);
        await scanner.StopAsync(Token);
    }
}
