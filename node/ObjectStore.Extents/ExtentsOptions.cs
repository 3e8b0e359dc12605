using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ObjectStore.Extents.Index;

namespace ObjectStore.Extents;

/// <summary>Settings of the extent engine, for every device of the process.</summary>
public sealed class ExtentsOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Extents";

    /// <summary>Length of a new extent; a multiple of 1 MiB. Existing extents keep theirs.</summary>
    [Range(8L << 20, FragmentLocation.ExtentBytesMax)]
    public long ExtentBytes { get; init; } = 256L << 20;

    /// <summary>Bytes that one device may use; 0 takes what the file system has when the device opens.</summary>
    [Range(0, long.MaxValue)]
    public long CapacityBytes { get; init; }

    /// <summary>
    /// Preallocated extents that only deletes and compaction may use, the last one only compaction, so that a full device can still be emptied. Fragments leave one
    /// extent in 64 more, which is not preallocated.
    /// </summary>
    [Range(2, 64)]
    public int ReserveExtents { get; init; } = 2;

    /// <summary>Bytes that may wait for the appender; beyond it appends are refused as Overloaded.</summary>
    [Range(4L << 20, 1L << 32)]
    public long AppendQueueBytesMax { get; init; } = 64L << 20;

    /// <summary>Appends that may wait for the appender.</summary>
    [Range(16, 1 << 20)]
    public int AppendQueueCountMax { get; init; } = 8192;

    /// <summary>Batches from this length on go around the page cache. Measured: above it the copy costs more than the cached read back saves.</summary>
    [Range(64 << 10, 16 << 20)]
    public int DirectWriteBytesMin { get; init; } = 256 << 10;

    /// <summary>
    /// Zeros that are written ahead of small batches, 0 for none. A write into a preallocated range that was never written makes the file system commit its
    /// journal with each fdatasync; measured on ext4: 4,300 syncs/s without, 9,200 with 1 MiB ahead, zeros included.
    /// </summary>
    [Range(0, 16 << 20)]
    public int ZeroAheadBytes { get; init; } = 1 << 20;

    /// <summary>Threads for reads that have to wait for the disk.</summary>
    [Range(1, 64)]
    public int ReadThreads { get; init; } = 4;

    /// <summary>Reads that may wait for those threads; beyond it reads are refused as Overloaded.</summary>
    [Range(16, 1 << 20)]
    public int ReadQueueCountMax { get; init; } = 1024;

    /// <summary>A checkpoint is written after this many appended bytes, or eight times its own size if that is more.</summary>
    [Range(1L << 20, 1L << 40)]
    public long CheckpointBytes { get; init; } = 1L << 30;

    /// <summary>A checkpoint is written when nothing was appended for this long and something was before.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CheckpointIdle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Share of garbage from which a sealed extent is compacted.</summary>
    [Range(0.05, 0.99)]
    public double CompactionGarbageRatio { get; init; } = 0.5;

    /// <summary>Bytes per second that compaction copies, unless the device is full.</summary>
    [Range(1L << 20, 1L << 40)]
    public long CompactionBytesPerSecond { get; init; } = 64L << 20;

    /// <summary>Whether checkpoints and compaction run by themselves. Off only in tests, which call for them at chosen moments.</summary>
    internal bool RunsMaintenance { get; init; } = true;

    /// <summary>Does what else the device's own threads do. Given only by simulations, which run everything on one thread; without it the device has its threads.</summary>
    internal TaskScheduler? Scheduler { get; init; }
}

/// <summary>Checks the annotations of <see cref="ExtentsOptions"/>.</summary>
[OptionsValidator]
public sealed partial class ExtentsOptionsValidator : IValidateOptions<ExtentsOptions>;
