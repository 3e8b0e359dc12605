using System.Diagnostics;

namespace ObjectStore.Benchmarks.Index;

/// <summary>What the disk can do: every commit waits for at least one flush.</summary>
internal static class DiskFlush
{
    /// <summary>Writes of 4 KiB in place, each flushed, in a second.</summary>
    public static double RateOf(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, FileOptions.None, preallocationSize: 0);
        var block = new byte[4096];
        for (var i = 0; i < 256; i++) RandomAccess.Write(file, block, i * 4096L);
        RandomAccess.FlushToDisk(file);
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        for (; Stopwatch.GetElapsedTime(started).TotalSeconds < 1; count++)
        {
            RandomAccess.Write(file, block, count % 256 * 4096L);
            RandomAccess.FlushToDisk(file);
        }

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
