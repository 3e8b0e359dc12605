using System.ComponentModel.DataAnnotations;

namespace ObjectStore.Curator.Scrub;

/// <summary>Settings of the scrub.</summary>
public sealed class ScrubOptions
{
    /// <summary>Within which every byte is verified once.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan Period { get; init; } = TimeSpan.FromDays(14);

    /// <summary>
    /// Bytes per second that one device is read at. The default goes through 19 TB in a period, and is a tenth of what a hard disk reads in sequence.
    /// </summary>
    [Range(1L, 100_000_000_000L)]
    public long BytesPerSecondPerDevice { get; init; } = 16 << 20;

    /// <summary>Bytes that one request verifies.</summary>
    [Range(4096L, 1L << 30)]
    public long StepBytes { get; init; } = 8 << 20;

    /// <summary>Devices that are scrubbed at once.</summary>
    [Range(1, 4096)]
    public int DevicesInParallel { get; init; } = 256;
}
