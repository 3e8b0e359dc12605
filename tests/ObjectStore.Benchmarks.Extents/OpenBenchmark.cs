using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Extents;
using ObjectStore.Extents.Checkpoints;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;
using ObjectStore.Testing;

namespace ObjectStore.Benchmarks.Extents;

/// <summary>
/// Opening a device with 10 million fragments. The extents are sparse files and the checkpoint is made from a synthetic index: opening reads the checkpoint and
/// what comes after it, never the payloads. For the opening after a kill a second process appends real records until the next checkpoint would be due, and kills itself.
/// </summary>
internal static class OpenBenchmark
{
    private const long FragmentCount = 10_000_000;
    private const uint RecordBytes = 4352;
    private const long ExtentBytes = 256L << 20;

    public static async Task RunAsync(string directory) => await BenchmarkDevice.WithAsync(directory, async path =>
    {
        MakeFragments(path);
        await OpenOnceAsync(path, "after a clean stop (target 2 s)");
        using (var process = Process.Start(Environment.ProcessPath!, ["fill", path])) await process.WaitForExitAsync();
        await OpenOnceAsync(path, "after a kill (target 10 s)");
    });

    /// <summary>Appends as much as may lie behind a checkpoint of this size, then ends as if killed.</summary>
    public static async Task FillAndDieAsync(string path)
    {
        var options = new ExtentsOptions { CheckpointBytes = 1L << 40 };
        var device = await ExtentDevice.OpenAsync(path, options, new ExtentsMetrics(new TestMeterFactory()), TimeProvider.System, NullLogger.Instance);
        var payload = new byte[4096];
        var count = 8 * FragmentCount * CheckpointPage.FragmentRowSize / RecordBytes;
        _ = await BenchmarkDevice.LoadAsync(
            2048, TimeSpan.FromMinutes(3), count, number => device.PutAsync(BenchmarkDevice.Write(FragmentCount + number, payload), CancellationToken.None).AsTask());
        Process.GetCurrentProcess().Kill();
    }

    private static async Task OpenOnceAsync(string path, string what)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = TimeProvider.System.GetTimestamp();
        await using var device = await BenchmarkDevice.OpenAsync(path);
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        var count = device.Status.FragmentCount;
        BenchmarkDevice.Print($"open {what}: {elapsed.TotalSeconds:F2} s, {count} fragments, {device.Report.ReplayedRecords} records replayed, managed memory {(double)memory / count:F1} B a fragment (target 48)");
    }

    private static void MakeFragments(string path)
    {
        using var directory = FileDeviceDirectory.At(path);
        var superblock = ExtentDevice.ReadSuperblock(directory);
        var extents = new ExtentSet(directory, superblock.Device, new ExtentsOptions(), TimeProvider.System);
        var live = new LiveFragments(extents);
        Extent? extent = null;
        for (var number = 0L; number < FragmentCount; number++)
        {
            if (extent is null || extent.StoredBytes + RecordBytes > ExtentBytes) extent = NewExtent(directory, extents, (extent?.Number ?? 0) + 1);
            live.Set(BenchmarkDevice.IdOf(number), new FragmentLocation(extent.Number, (uint)extent.StoredBytes, 256, 4096));
            extent.StoredBytes += RecordBytes;
        }

        var checkpoints = new CheckpointWriter(directory, superblock.Device, live.Index, extents);
        foreach (var each in extents.All) each.File.Truncate(each.StoredBytes);
        _ = checkpoints.Write(new LogPosition(extent!.Number, (uint)extent.StoredBytes), FragmentCount, isClean: true);
        extents.Close();
    }

    private static Extent NewExtent(FileDeviceDirectory directory, ExtentSet extents, uint number)
    {
        var file = directory.Create(DeviceFileNames.Extent(number));
        file.Truncate(ExtentBytes);
        var extent = new Extent(number, number, file, ExtentBytes) { IsSealed = true };
        extents.Add(extent);
        return extent;
    }
}
