using System.Diagnostics;
using System.Globalization;
using ObjectStore.LoadTest.Engine;
using ObjectStore.ProcessTesting;

namespace ObjectStore.LoadTest.Baselines;

/// <summary>Measures what the disk below a folder does, to judge the store by.</summary>
internal static class DiskProbe
{
    private const int SyncBytes = 4096;
    private const int BlockBytes = 1024 * 1024;
    private const long SequentialBytesMax = 2L * 1024 * BlockBytes;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    /// <summary>4 KiB writes a second, one after the other, each made durable before the next.</summary>
    public static double MeasureSyncRate(string folder)
    {
        using var directory = new TemporaryDirectory(folder, "probe");
        using var file = File.OpenHandle(directory.Combine("sync"), FileMode.CreateNew, FileAccess.ReadWrite, preallocationSize: 64 * BlockBytes);
        var block = new SeededContent(1, SyncBytes).ToArray();
        var count = 0;
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Duration)
        {
            RandomAccess.Write(file, block, (long)count % (64 * BlockBytes / SyncBytes) * SyncBytes);
            if (NativeMethods.FlushData((int)file.DangerousGetHandle()) != 0)
                throw new IOException("fdatasync failed.");
            count++;
        }
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Bytes a second of a sequential write with one flush at its end.</summary>
    public static double MeasureSequentialWrite(string folder)
    {
        using var directory = new TemporaryDirectory(folder, "probe");
        using var file = File.OpenHandle(directory.Combine("sequential"), FileMode.CreateNew, FileAccess.ReadWrite);
        var block = new SeededContent(1, BlockBytes).ToArray();
        long written = 0;
        var started = Stopwatch.GetTimestamp();
        for (; written < SequentialBytesMax && Stopwatch.GetElapsedTime(started) < Duration; written += BlockBytes)
            RandomAccess.Write(file, block, written);
        RandomAccess.FlushToDisk(file);
        return written / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Measures and prints both.</summary>
    public static void Print(string folder)
    {
        var rate = MeasureSyncRate(folder);
        var sequential = MeasureSequentialWrite(folder);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"disk: {rate:F0} durable writes/s of 4 KiB, {sequential / 1e6:F0} MB/s sequential with fsync at the end"));
    }
}
