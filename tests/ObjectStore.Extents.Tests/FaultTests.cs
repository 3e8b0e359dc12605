using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Format;
using ObjectStore.Testing;
using ObjectStore.Testing.Devices;

namespace ObjectStore.Extents.Tests;

public sealed class FaultTests
{
    private const string FirstExtent = "00000001.extent";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_WithTornLastBatch_DropsItAndKeepsTheRest()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        var device = await SimulatedExtentDevice.OpenAsync(disk);
        await PutAsync(device, 1, 5000);
        await PutAsync(device, 2, 5000);
        var offset = FindRecord(disk, 2).Offset + 3000;
        disk.Crash();
        await device.DisposeAsync();
        var rebooted = disk.Reboot(CrashLoss.Nothing);
        rebooted.Overwrite(FirstExtent, offset, new byte[512]);

        await using var reopened = await SimulatedExtentDevice.OpenAsync(rebooted);

        Assert.True(reopened.Report.HadTornBatch);
        Assert.Equal(0, reopened.Report.DamagedBytes);
        await AssertReadsAsync(reopened, 1, 5000);
        Assert.Equal(StorageErrorCode.FragmentNotFound, await ErrorOfReadAsync(reopened, 2));
    }

    /// <summary>Goal: what one opening shows, the next one shows too. Method: a delete and a put in one batch, of which the put is torn.</summary>
    [Fact]
    public async Task OpenAsync_WithDeleteInTornBatch_DecidesOnceForAll()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        var device = await SimulatedExtentDevice.OpenAsync(disk);
        await PutAsync(device, 1, 5000);
        disk.Faults.IsHanging = true;
        var batches = Task.WhenAll(PutAsync(device, 3, 100), device.DeleteAsync([TestFragments.Id(1)], Token).AsTask(), PutAsync(device, 2, 5000));
        disk.Faults.IsHanging = false;
        await batches;
        var offset = FindRecord(disk, 2).Offset + 3000;
        disk.Crash();
        await device.DisposeAsync();
        var rebooted = disk.Reboot(CrashLoss.Nothing);
        rebooted.Overwrite(FirstExtent, offset, new byte[512]);

        var reopened = await SimulatedExtentDevice.OpenAsync(rebooted);
        Assert.True(reopened.Report.HadTornBatch);
        var isThere = await reopened.TryDescribeAsync(TestFragments.Id(1), Token) is not null;
        var (_, again) = await SimulatedExtentDevice.CrashAsync(rebooted, reopened, CrashLoss.Nothing);

        Assert.Equal(isThere, await again.TryDescribeAsync(TestFragments.Id(1), Token) is not null);
        await again.DisposeAsync();
    }

    [Fact]
    public async Task OpenAsync_WithRottenHeaderInTheMiddle_KeepsTheRecordsBehindIt()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        var device = await SimulatedExtentDevice.OpenAsync(disk);
        for (var i = 1; i <= 5; i++) await PutAsync(device, i, 100_000 / i);
        var offset = FindRecord(disk, 2).Offset + 30;
        disk.Crash();
        await device.DisposeAsync();
        var rebooted = disk.Reboot(CrashLoss.Nothing);
        rebooted.Overwrite(FirstExtent, offset, [0xFF, 0xFF]);

        await using var reopened = await SimulatedExtentDevice.OpenAsync(rebooted);

        Assert.False(reopened.Report.HadTornBatch);
        Assert.True(reopened.Report.DamagedBytes > 0);
        foreach (var i in new[] { 1, 3, 4, 5 }) await AssertReadsAsync(reopened, i, 100_000 / i);
    }

    [Fact]
    public async Task ReadAsync_OfRottenBlock_FailsAndOthersDoNot()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        await using var device = await SimulatedExtentDevice.OpenAsync(disk);
        await PutAsync(device, 1, 150_000);
        var record = FindRecord(disk, 1);
        disk.Overwrite(FirstExtent, record.Offset + record.PayloadOffset + 70_000, [0x5A, 0xA5]);

        var first = new byte[65_536];
        await device.ReadAsync(TestFragments.Id(1), 0, first, Token);
        var error = await Assert.ThrowsAsync<StorageException>(() => device.ReadAsync(TestFragments.Id(1), 66_000, new byte[10], Token).AsTask());
        var page = await device.VerifyAsync(DeviceCursor.Start, long.MaxValue, Token);

        Assert.Equal(StorageErrorCode.CorruptFragment, error.Code);
        Assert.Equal([TestFragments.Id(1)], page.Damaged);
    }

    [Fact]
    public async Task VerifyAsync_WithRottenHeader_NamesTheFragment()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        await using var device = await SimulatedExtentDevice.OpenAsync(disk);
        await PutAsync(device, 1, 1000);
        await PutAsync(device, 2, 1000);
        disk.Overwrite(FirstExtent, FindRecord(disk, 1).Offset, new byte[96]);

        var page = await device.VerifyAsync(DeviceCursor.Start, long.MaxValue, Token);

        Assert.Equal([TestFragments.Id(1)], page.Damaged);
        Assert.Equal(StorageErrorCode.CorruptFragment, await ErrorOfReadAsync(device, 1));
    }

    /// <summary>A whole, valid record that the disk wrote to the place of another, or a block of one: both are found by what they say they are.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAsync_OfMisdirectedWrite_IsCorrupt(bool isWholeRecord)
    {
        var disk = SimulatedExtentDevice.NewDisk();
        await using var device = await SimulatedExtentDevice.OpenAsync(disk);
        await PutAsync(device, 1, 5000);
        await PutAsync(device, 2, 5000);
        var (one, two) = (FindRecord(disk, 1), FindRecord(disk, 2));
        var from = isWholeRecord ? one.Offset : one.Offset + one.PayloadOffset;
        var to = isWholeRecord ? two.Offset : two.Offset + two.PayloadOffset;
        disk.Overwrite(FirstExtent, to, disk.Content(FirstExtent).AsSpan((int)from, isWholeRecord ? (int)one.RecordLength : 5000));

        var error = await ErrorOfReadAsync(device, 2);

        Assert.Equal(StorageErrorCode.CorruptFragment, error);
        await AssertReadsAsync(device, 1, 5000);
    }

    [Fact]
    public async Task PutAsync_WhenSyncFailsOnce_IsStoredInAnotherExtent()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        var device = await SimulatedExtentDevice.OpenAsync(disk);
        await PutAsync(device, 1, 3000);
        disk.Faults.FlushErrors = 1;
        var put = PutAsync(device, 2, 3000);
        disk.Faults.FlushErrors = 0;
        var stored = await Record.ExceptionAsync(() => put) is null;

        var (_, reopened) = await SimulatedExtentDevice.CrashAsync(disk, device, CrashLoss.Everything);

        await AssertReadsAsync(reopened, 1, 3000);
        if (stored) await AssertReadsAsync(reopened, 2, 3000);
        await reopened.DisposeAsync();
    }

    [Fact]
    public async Task PutAsync_WhenAllSyncsFail_TurnsReadOnlyAndStillReads()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        await using var device = await SimulatedExtentDevice.OpenAsync(disk);
        await PutAsync(device, 1, 3000);
        disk.Faults.FlushErrors = 1;

        var error = await Assert.ThrowsAsync<StorageException>(() => PutAsync(device, 2, 3000));
        disk.Faults.FlushErrors = 0;
        var second = await Assert.ThrowsAsync<StorageException>(() => PutAsync(device, 3, 3000));

        Assert.Equal(StorageErrorCode.DeviceFailed, error.Code);
        Assert.Equal(StorageErrorCode.DeviceFailed, second.Code);
        Assert.False(device.Status.IsWritable);
        await AssertReadsAsync(device, 1, 3000);
    }

    /// <summary>
    /// Goal: an acknowledged put never shares an extent with what a failed write left there. Method: a batch of three is refused for lack of space, half
    /// written; a short one follows and is acknowledged; after a kill there is no room to store anything again.
    /// </summary>
    [Fact]
    public async Task PutAsync_AfterBatchThatFoundNoSpace_SurvivesAKill()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        var options = new ExtentsOptions { ExtentBytes = 256 << 10, CapacityBytes = 4 << 20, ZeroAheadBytes = 0, RunsMaintenance = false };
        var device = await SimulatedExtentDevice.OpenAsync(disk, options);
        await PutAsync(device, 1, 3000);
        disk.Faults.IsHanging = true;
        var before = PutAsync(device, 2, 100);
        var refused = Enumerable.Range(10, 3).Select(i => Record.ExceptionAsync(() => PutAsync(device, i, 5000)).AsTask()).ToArray();
        (disk.Faults.FullFromOffset, disk.Faults.IsHanging) = (ExtentHeader.RecordsOffset, false);
        foreach (var exception in await Task.WhenAll(refused)) Assert.Equal(StorageErrorCode.DeviceFull, Assert.IsType<StorageException>(exception).Code);
        _ = await Record.ExceptionAsync(() => before);
        disk.Faults.FullFromOffset = long.MaxValue;
        await PutAsync(device, 20, 100);

        disk.Crash();
        await device.DisposeAsync();
        await using var reopened = await SimulatedExtentDevice.OpenAsync(
            disk.Reboot(CrashLoss.Nothing), new ExtentsOptions { ExtentBytes = 256 << 10, CapacityBytes = 1, ZeroAheadBytes = 0, RunsMaintenance = false });

        await AssertReadsAsync(reopened, 1, 3000);
        await AssertReadsAsync(reopened, 20, 100);
    }

    /// <summary>An extent gets its name only after its header is on the disk, so a header that cannot be read is damage, also in the last extent.</summary>
    [Fact]
    public async Task OpenAsync_WithUnreadableBeginningOfTheLastExtent_KeepsTheFile()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        var device = await SimulatedExtentDevice.OpenAsync(disk);
        for (var i = 1; i <= 3; i++) await PutAsync(device, i, 5000);
        disk.Crash();
        await device.DisposeAsync();
        var rebooted = disk.Reboot(CrashLoss.Nothing);
        rebooted.Overwrite(FirstExtent, 0, new byte[ExtentHeader.RecordsOffset + RecordHeader.Size]);

        await using var reopened = await SimulatedExtentDevice.OpenAsync(rebooted);

        Assert.Equal(1, reopened.Report.UnreadableExtents);
        Assert.Contains(FirstExtent, rebooted.List());
        await PutAsync(reopened, 4, 5000);
        await AssertReadsAsync(reopened, 4, 5000);
    }

    /// <summary>The copy of the header, or the first record, stands in for what the disk cannot read; without any the file stays and the device opens.</summary>
    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(0, ExtentHeader.RecordsOffset, 0)]
    [InlineData(0, ExtentHeader.RecordsOffset + RecordHeader.Size, 1)]
    public async Task OpenAsync_WithUnreadableSectorsInTheHeader_Opens(long offset, long length, int unreadableExtents)
    {
        var disk = SimulatedExtentDevice.NewDisk();
        var device = await SimulatedExtentDevice.OpenAsync(disk);
        for (var i = 1; i <= 3; i++) await PutAsync(device, i, 5000);
        disk.Crash();
        await device.DisposeAsync();
        var rebooted = disk.Reboot(CrashLoss.Nothing);
        rebooted.MakeUnreadable(FirstExtent, offset, length);

        await using var reopened = await SimulatedExtentDevice.OpenAsync(rebooted);

        Assert.Equal(unreadableExtents, reopened.Report.UnreadableExtents);
        Assert.Contains(FirstExtent, rebooted.List());
        for (var i = 1; i <= 3 && unreadableExtents == 0; i++) await AssertReadsAsync(reopened, i, 5000);
        await PutAsync(reopened, 4, 5000);
        await AssertReadsAsync(reopened, 4, 5000);
    }

    [Fact]
    public async Task OpenAsync_AfterCompactionAndAKill_MissesNoExtent()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        var device = await SimulatedExtentDevice.OpenAsync(disk);
        await FillAndCompactAsync(device);

        var (_, reopened) = await SimulatedExtentDevice.CrashAsync(disk, device, CrashLoss.Nothing);

        Assert.True(reopened.Report.HadCheckpoint);
        Assert.Equal(0, reopened.Report.MissingExtents);
        await AssertReadsAsync(reopened, 0, 40_000);
        await reopened.DisposeAsync();
    }

    [Fact]
    public async Task OpenAsync_WithLostExtent_MissesIt()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        var device = await SimulatedExtentDevice.OpenAsync(disk);
        for (var i = 0; i < 12; i++) await PutAsync(device, i, 40_000);
        await device.DisposeAsync();
        var rebooted = disk.Reboot(CrashLoss.Nothing);
        rebooted.Delete(FirstExtent);

        await using var reopened = await SimulatedExtentDevice.OpenAsync(rebooted);

        Assert.Equal(1, reopened.Report.MissingExtents);
    }

    [Fact]
    public async Task CompactOneAsync_WhenTheDirectoryCannotBeSyncedOnce_RemovesTheExtentTheNextTime()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        await using var device = await SimulatedExtentDevice.OpenAsync(disk);
        for (var i = 0; i < 12; i++) await PutAsync(device, i, 40_000);
        for (var i = 1; i < 12; i++) await device.DeleteAsync([TestFragments.Id(i)], Token);
        await Task.Run(() => device.Maintenance.WriteCheckpoint(isClean: false), Token);
        disk.Faults.FailingDirectoryFlushes = 2;

        for (var failures = 0; failures < 2; failures++)
            await Assert.ThrowsAsync<InjectedFaultException>(() => device.Maintenance.CompactOneAsync(Token));
        Assert.True(await device.Maintenance.CompactOneAsync(Token));
        await AssertReadsAsync(device, 0, 40_000);
    }

    [Fact]
    public async Task PutAsync_WithTooManyFilesOpen_IsRefusedUntilThereAreFewer()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        await using var device = await SimulatedExtentDevice.OpenAsync(disk);
        disk.Faults.IsOutOfHandles = true;
        var stored = 0;
        StorageException? refusal = null;
        for (; refusal is null; stored += refusal is null ? 1 : 0)
            refusal = (StorageException?)await Record.ExceptionAsync(() => PutAsync(device, stored, 100_000));

        Assert.Equal(StorageErrorCode.Overloaded, refusal.Code);
        Assert.True(device.Status.IsWritable);
        disk.Faults.IsOutOfHandles = false;
        await PutAsync(device, stored, 100_000);
        for (var i = 0; i <= stored; i++) await AssertReadsAsync(device, i, 100_000);
    }

    [Fact]
    public async Task Create_AfterAKillBeforeTheSuperblockHadItsName_MakesTheDevice()
    {
        var disk = new SimulatedDevice(seed: 1);
        using (disk.Create("device.json.new"))
        {
        }

        ExtentDevice.Create(disk, new Superblock(DeviceId.New(), Guid.Empty, "default", DateTimeOffset.UnixEpoch));

        await using var device = await SimulatedExtentDevice.OpenAsync(disk);
        await PutAsync(device, 1, 100);
    }

    /// <summary>Goal: who asks how a device is gets an answer also from a disk that gives none. Method: the disk hangs as the first extent gets its header.</summary>
    [Fact]
    public async Task Status_WhileTheDiskHangs_IsTold()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        await using var device = await SimulatedExtentDevice.OpenAsync(disk);
        var spares = CountSpares(disk);
        disk.Faults.IsHanging = true;
        var put = PutAsync(device, 1, 3000);

        DeviceStatus status;
        try
        {
            await Wait.UntilAsync(() => CountSpares(disk) > spares);
            status = await Task.Run(() => device.Status, Token).WaitAsync(Wait.Limit, Token);
        }
        finally
        {
            disk.Faults.IsHanging = false;
        }

        Assert.True(status.IsWritable);
        await put;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PutAsync_OnFullDevice_IsRefusedUntilDeletesAndCompactionMakeRoom(bool isFileSystemFull)
    {
        var disk = SimulatedExtentDevice.NewDisk();
        var options = isFileSystemFull ? new ExtentsOptions { ExtentBytes = 256 << 10, CapacityBytes = 1L << 40, ZeroAheadBytes = 0, RunsMaintenance = false } : SimulatedExtentDevice.Options;
        if (isFileSystemFull) disk.CapacityBytes = 5 << 20;
        await using var device = await SimulatedExtentDevice.OpenAsync(disk, options);
        var count = 0;
        StorageException? full = null;
        while (full is null)
        {
            try
            {
                await PutAsync(device, count, 50_000);
                count++;
            }
            catch (StorageException exception)
            {
                full = exception;
            }
        }

        Assert.Equal(StorageErrorCode.DeviceFull, full.Code);
        await AssertReadsAsync(device, 0, 50_000);
        for (var i = 0; i < count; i += 2) await device.DeleteAsync([TestFragments.Id(i)], Token);
        await Task.Run(() => device.Maintenance.WriteCheckpoint(isClean: false), Token);
        while (await device.Maintenance.CompactOneAsync(Token))
        {
        }

        for (var i = 0; i < count / 4; i++) await PutAsync(device, 1000 + i, 50_000);
        for (var i = 1; i < count; i += 2) await AssertReadsAsync(device, i, 50_000);
    }

    [Fact]
    public async Task CompactOneAsync_WithDamagedLiveRecord_KeepsTheExtentAndReportsTheFragment()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        await using var device = await SimulatedExtentDevice.OpenAsync(disk);
        for (var i = 0; i < 12; i++) await PutAsync(device, i, 40_000);
        for (var i = 1; i < 12; i++) await device.DeleteAsync([TestFragments.Id(i)], Token);
        await Task.Run(() => device.Maintenance.WriteCheckpoint(isClean: false), Token);
        var record = FindRecord(disk, 0);
        disk.Overwrite(FirstExtent, record.Offset + record.PayloadOffset + 5, [1, 2, 3, 4]);

        while (await device.Maintenance.CompactOneAsync(Token))
        {
        }

        Assert.Contains(FirstExtent, disk.List());
        var page = await device.VerifyAsync(DeviceCursor.Start, long.MaxValue, Token);
        Assert.Equal([TestFragments.Id(0)], page.Damaged);
        Assert.Equal(StorageErrorCode.CorruptFragment, await ErrorOfReadAsync(device, 0));
    }

    [Fact]
    public async Task PutAsync_CancelledWhileItWaits_LeavesTheBuffersAlone()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        disk.Faults.Latency = TimeSpan.FromMilliseconds(100);
        await using var device = await SimulatedExtentDevice.OpenAsync(disk);
        var first = PutAsync(device, 1, 1000);
        using var cancellation = new CancellationTokenSource();
        var writes = Enumerable.Range(2, 20)
            .Select(i => device.PutAsync(TestFragments.Write(TestFragments.Id(i), TestFragments.Payload(1000, i)), cancellation.Token).AsTask())
            .ToList();
        await cancellation.CancelAsync();

        await first;
        foreach (var write in writes)
        {
            if (await Record.ExceptionAsync(() => write) is { } exception) Assert.IsAssignableFrom<OperationCanceledException>(exception);
        }

        for (var i = 0; i < writes.Count; i++)
        {
            if (writes[i].IsCompletedSuccessfully) await AssertReadsAsync(device, i + 2, 1000);
            else Assert.Null(await device.TryDescribeAsync(TestFragments.Id(i + 2), Token));
        }
    }

    [Fact]
    public async Task ReadAsync_CancelledWhileTheDiskHangs_ComesBackAndNeverTouchesTheDestinationAgain()
    {
        var disk = SimulatedExtentDevice.NewDisk();
        disk.Faults.CacheMisses = 1;
        await using var device = await SimulatedExtentDevice.OpenAsync(disk);
        await PutAsync(device, 1, 1000);
        disk.Faults.AreReadsHanging = true;
        var destination = new byte[1000];
        try
        {
            using var cancellation = new CancellationTokenSource();
            var read = device.ReadAsync(TestFragments.Id(1), 0, destination, cancellation.Token).AsTask();
            await Task.Delay(20, Token);
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(TimeSpan.FromSeconds(60), Token));
        }
        finally
        {
            disk.Faults.AreReadsHanging = false;
        }

        await AssertReadsAsync(device, 1, 1000);
        await device.DisposeAsync();
        Assert.True(destination.AsSpan().IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public async Task InspectAsync_OfDamagedDevice_PrintsRecordsAndCountsTheDamage()
    {
        using var real = await RealDevice.CreateAsync();
        await using (var device = await real.OpenAsync())
        {
            await PutAsync(device, 1, 5000);
            await PutAsync(device, 2, 5000);
            await device.DeleteAsync([TestFragments.Id(1)], Token);
        }

        var path = Path.Combine(real.Path, FirstExtent);
        var bytes = await File.ReadAllBytesAsync(path, Token);
        bytes[ExtentHeader.RecordsOffset + 1000] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Token);
        await using var output = new StringWriter();

        var damaged = await DeviceInspector.InspectAsync(real.Path, output, Token);

        Assert.Equal(1, damaged);
        Assert.Contains("key photos/2026/cat.jpg  PAYLOAD DAMAGED", output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"delete {TestFragments.Id(1)}", output.ToString(), StringComparison.Ordinal);
    }

    private static async Task FillAndCompactAsync(ExtentDevice device)
    {
        for (var i = 0; i < 12; i++) await PutAsync(device, i, 40_000);
        for (var i = 1; i < 12; i++) await device.DeleteAsync([TestFragments.Id(i)], Token);
        await Task.Run(() => device.Maintenance.WriteCheckpoint(isClean: false), Token);
        Assert.True(await device.Maintenance.CompactOneAsync(Token));
    }

    private static int CountSpares(SimulatedDevice disk) => disk.List().Count(name => name.EndsWith(".spare", StringComparison.Ordinal));

    private static async Task PutAsync(ExtentDevice device, int number, int length) =>
        await device.PutAsync(TestFragments.Write(TestFragments.Id(number), TestFragments.Payload(length, number)), Token);

    private static async Task AssertReadsAsync(ExtentDevice device, int number, int length)
    {
        var read = new byte[length];
        await device.ReadAsync(TestFragments.Id(number), 0, read, Token);
        Assert.True(TestFragments.Payload(length, number).AsSpan().SequenceEqual(read));
    }

    private static async Task<StorageErrorCode> ErrorOfReadAsync(ExtentDevice device, int number) =>
        (await Assert.ThrowsAsync<StorageException>(() => device.ReadAsync(TestFragments.Id(number), 0, new byte[1], Token).AsTask())).Code;

    /// <summary>The first record of a fragment in the first extent.</summary>
    private static RecordHeader FindRecord(SimulatedDevice disk, int number)
    {
        var content = disk.Content(FirstExtent);
        for (var at = ExtentHeader.RecordsOffset; at < content.Length; at += RecordHeader.Alignment)
        {
            if (RecordHeader.TryParse(content.AsSpan(at), out var header, out _) && header.Id == TestFragments.Id(number)) return header;
        }

        throw new InvalidOperationException($"no record of {number}");
    }
}
