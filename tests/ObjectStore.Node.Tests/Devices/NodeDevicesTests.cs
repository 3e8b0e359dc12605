using ObjectStore.Testing;

namespace ObjectStore.Node.Tests.Devices;

public sealed class NodeDevicesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Goal: a disk that does not answer holds up no other. Method: of two devices one never comes to be open; the other is served, and so is one that appears later.</summary>
    [Fact]
    public async Task ScanAsync_WithADeviceThatNeverOpens_ServesTheOthers()
    {
        await using var node = new StuckDevices();
        node.Add("1");

        var scan = node.Devices.ScanAsync(Token);
        await Wait.UntilAsync(() => node.Devices.Counts.Open == 1);
        node.Add("2");
        await node.Devices.ScanAsync(Token).WaitAsync(Wait.Limit, Token);

        Assert.False(scan.IsCompleted);
        Assert.Equal((2, 2), node.Devices.Counts);
        var devices = node.Devices.Describe().Devices;
        Assert.Equal(["1", "2", "stuck"], devices.Select(device => Path.GetFileName(device.Path)));
        Assert.All(devices.SkipLast(1), device => Assert.NotNull(node.Devices.Find(device.Id!.Value)));
        Assert.Equal((null, "It is being opened."), (devices[2].Status, devices[2].Problem));
    }

    /// <summary>Goal: what nobody has foreseen takes no other device with it, and is told. Method: the opening of one ends in an exception of another kind.</summary>
    [Fact]
    public async Task ScanAsync_OpeningEndsUnforeseen_IsTold()
    {
        await using var node = new StuckDevices();
        var scan = node.Devices.ScanAsync(Token);

        node.Fail(new InvalidDataException("The disk says nonsense."));
        await scan.WaitAsync(Wait.Limit, Token);

        Assert.Equal("It could not be opened: The disk says nonsense.", Assert.Single(node.Devices.Describe().Devices).Problem);
    }

    /// <summary>Goal: a file system's own folder is no device, unless an earlier release has made one of it. Method: the directory of the devices is the root of a file system.</summary>
    [Fact]
    public async Task ScanAsync_LostAndFoundOfAFileSystem_IsLeftOut()
    {
        await using var node = new StuckDevices();
        node.Add("lost+found");
        node.Add(".trash");

        _ = node.Devices.ScanAsync(Token);
        Assert.Equal(["stuck"], node.Devices.Describe().Devices.Select(device => Path.GetFileName(device.Path)));

        await node.MakeAsync("lost+found");
        _ = node.Devices.ScanAsync(Token);
        await Wait.UntilAsync(() => node.Devices.Counts.Open == 1);
    }
}
