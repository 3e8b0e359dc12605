using ObjectStore.Core.Errors;
using ObjectStore.Testing;
using ObjectStore.Testing.Devices;

namespace ObjectStore.Extents.Tests;

/// <summary>A device that is full of live fragments lets itself be emptied, however they are deleted.</summary>
public sealed class FullDeviceTests
{
    private const int ExtentBytes = 256 << 10;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// Goal: no order of deletes leaves a full device without room for the next one. Method: fragments fill it, and are deleted one by one from all over it, so that
    /// each delete takes a page and no extent has much garbage for long; a delete that is refused has to succeed after a few steps of maintenance. Long before the end
    /// there has to be room for fragments again.
    /// </summary>
    [Theory]
    [InlineData(12, 2_000, 37, false)]
    [InlineData(12, 100, 61, false)]
    [InlineData(12, 60_000, 5, false)]
    [InlineData(63, 1, 61, false)]
    [InlineData(130, 1_000, 61, false)]
    [InlineData(130, 1, 61, true)]
    [InlineData(130, 30_000, 7, true)]
    public async Task DeleteAsync_OneByOneFromAllOver_GoesOn(int extents, int payloadBytes, int stride, bool isFileSystemFull)
    {
        var disk = SimulatedExtentDevice.NewDisk();
        if (isFileSystemFull) disk.CapacityBytes = (long)extents * ExtentBytes;
        await using var device = await OpenAsync(isFileSystemFull ? 1 << 20 : extents, disk);
        var count = await FillAsync(disk, device, payloadBytes);
        Assert.InRange(device.Status.FreeBytes, 0, ExtentBytes);
        var order = Enumerable.Range(0, count).OrderBy(i => i % stride).ToList();

        var deleted = 0;
        do
        {
            for (var i = 0; i <= count / 20; i++) await DeleteAsync(device, order[deleted++]);
            await MaintainAsync(device);
        }
        while (!device.Status.IsWritable);

        Assert.InRange(deleted, 1, count * 2 / 3);
        foreach (var rest in order[deleted..].Chunk(500)) await DeleteAsync(device, rest);
        Assert.Equal(0, device.Status.FragmentCount);
    }

    /// <summary>The same when the device is killed, or stopped, again and again: the open extent is cut off each time, and what it had left is of use to compaction only.</summary>
    [Theory]
    [InlineData(12, 2_000, 37, true)]
    [InlineData(12, 2_000, 37, false)]
    [InlineData(12, 30_000, 5, true)]
    [InlineData(12, 30_000, 5, false)]
    public async Task DeleteAsync_OneByOneAndOpenedAgainAllTheTime_GoesOn(int extents, int payloadBytes, int stride, bool isKilled)
    {
        var disk = SimulatedExtentDevice.NewDisk();
        var device = await OpenAsync(extents, disk);
        var count = await FillAsync(disk, device, payloadBytes);
        var order = Enumerable.Range(0, count).OrderBy(i => i % stride).ToList();

        for (var i = 0; i < order.Count; i++)
        {
            await DeleteAsync(device, order[i]);
            if (i % 3 != 0) continue;
            if (isKilled) disk.Crash();
            await device.DisposeAsync();
            disk = disk.Reboot(CrashLoss.Nothing);
            device = await OpenAsync(extents, disk);
        }

        Assert.Equal(0, device.Status.FragmentCount);
        await MaintainAsync(device);
        for (var i = 0; i < count / 2; i++) await PutAsync(device, i, payloadBytes);
        await device.DisposeAsync();
    }

    /// <summary>
    /// Goal: deletes do not take away the room that compaction needs to come to its end. Method: maintenance runs beside deletes, one by one, of which each is tried
    /// again as soon as it is refused.
    /// </summary>
    [Theory]
    [InlineData(2_000, 37)]
    [InlineData(10_000, 19)]
    public async Task DeleteAsync_BesideMaintenance_GoesOn(int payloadBytes, int stride)
    {
        var disk = SimulatedExtentDevice.NewDisk();
        await using var device = await OpenAsync(12, disk, runsMaintenance: true);
        var count = await FillAsync(disk, device, payloadBytes);

        foreach (var i in Enumerable.Range(0, count).OrderBy(i => i % stride))
            await Wait.UntilAsync(async () => await Record.ExceptionAsync(() => device.DeleteAsync([TestFragments.Id(i)], Token).AsTask()) is null);

        Assert.Equal(0, device.Status.FragmentCount);
    }

    /// <summary>
    /// Goal: where deletes have no room, little garbage is enough. Method: a sixteenth of all fragments is deleted at once, which takes a page of one of the two spares;
    /// when the device stops it gives back the rest of that, and comes up with less capacity and one spare, which is not for deletes.
    /// </summary>
    [Fact]
    public async Task DeleteAsync_WithOneSpareAndLittleGarbage_GoesOn()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        int count;
        await using (var device = await OpenAsync(12, disk))
        {
            count = await FillAsync(disk, device, 2_000);
            await DeleteAsync(device, [.. Enumerable.Range(0, count / 16).Select(i => i * 16)]);
        }

        disk = disk.Reboot(CrashLoss.Nothing);
        await using var reopened = await OpenAsync(11, disk);

        for (var i = 1; i < count; i += 16) await DeleteAsync(reopened, i);
    }

    /// <summary>
    /// Goal: a file system that cannot even create a file is a full one, no broken one. Method: it has not a byte left as deletes need an extent, and none as the device
    /// opens with one spare.
    /// </summary>
    [Fact]
    public async Task DeleteAsync_WithNoRoomToCreateAFile_GoesOn()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        (disk.CapacityBytes, disk.Faults.NewFileBytes) = (24 * ExtentBytes, 4096);
        int count;
        await using (var device = await OpenAsync(1 << 20, disk))
        {
            count = await FillAsync(disk, device, 2_000);
            disk.CapacityBytes -= disk.AvailableBytes;
            await DeleteAsync(device, [.. Enumerable.Range(0, count / 16).Select(i => i * 16)]);
        }

        disk.CapacityBytes -= disk.AvailableBytes;
        await using var reopened = await OpenAsync(1 << 20, disk.Reboot(CrashLoss.Nothing));

        for (var i = 1; i < count; i += 16) await DeleteAsync(reopened, i);
    }

    /// <summary>Goal: the space of a device is also what others leave it of the file system. Method: they take all of it, and give it back.</summary>
    [Fact]
    public async Task Status_AsOthersTakeAndGiveBackSpace_Follows()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        disk.CapacityBytes = 24 * ExtentBytes;
        await using var device = await OpenAsync(1 << 20, disk, runsMaintenance: true);
        await PutAsync(device, 1, 2_000);

        disk.CapacityBytes -= disk.AvailableBytes;
        await Wait.UntilAsync(() => device.Status.FreeBytes <= ExtentBytes);
        disk.CapacityBytes += 12 * ExtentBytes;
        await Wait.UntilAsync(() => device.Status.FreeBytes >= 8 * ExtentBytes);
    }

    /// <summary>Goal: fragments leave one extent in 64, beyond the reserve, to deletes and compaction. Method: they fill a device of 130; what it has made then.</summary>
    [Fact]
    public async Task PutAsync_UntilFull_LeavesHeadroom()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        await using var device = await OpenAsync(130, disk);

        _ = await FillAsync(disk, device, 60_000);

        Assert.Equal(130 - 2 - 2, device.ExtentCount);
        Assert.InRange(device.Status.FreeBytes, 0, 64 << 10);
    }

    /// <summary>Goal: what fragments leave is for deletes, and fragments wait until it is whole again. Method: deletes alone open an extent; a put is refused, until compaction.</summary>
    [Fact]
    public async Task PutAsync_WhileDeletesUseTheHeadroom_IsRefused()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        await using var device = await OpenAsync(130, disk);
        var count = await FillAsync(disk, device, 2_000);
        var opened = device.ExtentCount;
        for (var i = 0; device.ExtentCount == opened; i++) await DeleteAsync(device, i * 7 % count);

        var refused = await Assert.ThrowsAsync<StorageException>(() => PutAsync(device, count, 10));
        for (var i = 0; i < count; i++) await DeleteAsync(device, i);
        await MaintainAsync(device);
        await PutAsync(device, count, 10);

        Assert.Equal(StorageErrorCode.DeviceFull, refused.Code);
    }

    private static Task<ExtentDevice> OpenAsync(int extents, SimulatedDevice disk, bool runsMaintenance = false) => SimulatedExtentDevice.OpenAsync(
        disk,
        new ExtentsOptions
        {
            ExtentBytes = ExtentBytes,
            CapacityBytes = (long)extents * ExtentBytes,
            ReserveExtents = 2,
            ZeroAheadBytes = 16 << 10,
            CompactionBytesPerSecond = 1L << 40,
            RunsMaintenance = runsMaintenance,
        });

    /// <summary>Puts fragments, many in a batch, with maintenance keeping up, until there is no room; how many there are.</summary>
    private static async Task<int> FillAsync(SimulatedDevice disk, ExtentDevice device, int payloadBytes)
    {
        var group = Math.Clamp(200_000 / payloadBytes, 1, 4_000);
        for (var count = 0; ; count += group)
        {
            await Task.Run(device.Maintenance.KeepRoomForCheckpoint, Token);
            disk.Faults.IsHanging = true;
            var puts = Enumerable.Range(count, group).Select(i => Record.ExceptionAsync(() => PutAsync(device, i, payloadBytes)).AsTask()).ToArray();
            disk.Faults.IsHanging = false;
            var errors = await Task.WhenAll(puts);
            if (Array.TrueForAll(errors, error => error is null)) continue;
            Assert.All(errors, error => Assert.True(error is null or StorageException { Code: StorageErrorCode.DeviceFull }, error?.ToString()));
            return count + group;
        }
    }

    private static async Task DeleteAsync(ExtentDevice device, params int[] fragments)
    {
        for (var turns = 0; ; turns++)
        {
            if (await Record.ExceptionAsync(() => device.DeleteAsync(Array.ConvertAll(fragments, i => TestFragments.Id(i)), Token).AsTask()) is not { } refusal) return;
            Assert.Equal(StorageErrorCode.DeviceFull, Assert.IsType<StorageException>(refusal).Code);
            Assert.True(turns < 5, $"delete of {fragments[0]}: {refusal.Message}");
            await MaintainAsync(device);
        }
    }

    /// <summary>What a turn of maintenance does.</summary>
    private static async Task MaintainAsync(ExtentDevice device)
    {
        await Task.Run(() => device.Maintenance.WriteCheckpoint(isClean: false), Token);
        while (await device.Maintenance.CompactOneAsync(Token))
        {
        }
    }

    private static async Task PutAsync(ExtentDevice device, int i, int payloadBytes) =>
        await device.PutAsync(TestFragments.Write(TestFragments.Id(i), TestFragments.Payload(payloadBytes, i), key: "k"), Token);
}
