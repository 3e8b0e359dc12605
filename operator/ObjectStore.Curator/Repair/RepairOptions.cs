using System.ComponentModel.DataAnnotations;

namespace ObjectStore.Curator.Repair;

/// <summary>Settings of repair.</summary>
public sealed class RepairOptions
{
    /// <summary>How often the queue is looked at.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Stripes that may wait. Over it the least endangered are dropped; the walks find them again.</summary>
    [Range(16, 10_000_000)]
    public int QueueStripes { get; init; } = 20_000;

    /// <summary>Stripes that are repaired at once; each holds one stripe in memory.</summary>
    [Range(1, 256)]
    public int StripesInParallel { get; init; } = 4;

    /// <summary>Bytes read and written per second for repair, over all devices.</summary>
    [Range(1L, 100_000_000_000L)]
    public long BytesPerSecond { get; init; } = 200 << 20;

    /// <summary>
    /// How long after the first finding that too few fragments are left a stripe is looked at again before it counts as lost. A stripe whose garbage is being
    /// collected looks the same for a moment.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ConfirmLossAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a lost stripe is tried again: a device may have come back.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan RetryLostAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Lost stripes that are remembered one by one; more are only counted.</summary>
    [Range(1, 1_000_000)]
    public int LostStripesMax { get; init; } = 10_000;
}
