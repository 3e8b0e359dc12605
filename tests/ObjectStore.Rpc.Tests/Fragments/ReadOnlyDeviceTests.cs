using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Format;
using ObjectStore.Testing;
using ObjectStore.Testing.Devices;

namespace ObjectStore.Rpc.Tests.Fragments;

/// <summary>A disk that fails writes, seen over the network.</summary>
public sealed class ReadOnlyDeviceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = 120_000)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public async Task Device_AfterAnErrorOfItsDisk_SaysItIsReadOnlyAndStillReads(int length)
    {
        var disk = new SimulatedDevice(1);
        MakeSuperblock(disk);
        using var meters = new TestMeterFactory();
        var options = new ExtentsOptions { ExtentBytes = 8 << 20, CapacityBytes = 128 << 20 };
        await using var device = await ExtentDevice.OpenAsync(disk, options, new ExtentsMetrics(meters), TimeProvider.System, NullLogger.Instance);
        await using var node = await ServedNode.StartAsync([device]);
        using var client = node.Connect(ServedNode.Patient with { HttpPayloadBytesMin = 50_000 });
        await client.DescribeAsync(Token);
        var remote = client.GetDevice(device.Id);
        await remote.PutAsync(TestFragments.Write(1, TestFragments.Payload(length, 1)), Token);
        Assert.True((await remote.DescribeAsync(Token)).IsWritable);

        disk.Faults.FlushErrors = 1;
        var failure = await Assert.ThrowsAsync<StorageException>(() => remote.PutAsync(TestFragments.Write(2, TestFragments.Payload(length, 2)), Token).AsTask());

        Assert.Equal(StorageErrorCode.DeviceFailed, failure.Code);
        Assert.False((await remote.DescribeAsync(Token)).IsWritable);
        var read = new byte[length];
        await remote.ReadAsync(TestFragments.Id(1), 0, read, Token);
        Assert.Equal(TestFragments.Payload(length, 1), read);
    }

    private static void MakeSuperblock(SimulatedDevice disk)
    {
        using var file = disk.Create("device.json");
        file.Write(0, [new Superblock(DeviceId.New(), ServedNode.Cluster, "default", DateTimeOffset.UnixEpoch).Format()], WriteMode.Buffered);
        file.Flush();
        disk.Flush();
    }
}
