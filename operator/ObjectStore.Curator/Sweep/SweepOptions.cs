using System.ComponentModel.DataAnnotations;

namespace ObjectStore.Curator.Sweep;

/// <summary>Settings of the sweep.</summary>
public sealed class SweepOptions
{
    /// <summary>How often every device is walked.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "60.00:00:00")]
    public TimeSpan Period { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How old a stripe is before it may be collected because no row names it. The lower bound is <see cref="Core.Stripes.StripeLifetime.CollectAfterMin"/>:
    /// past it no upload in progress can commit the stripe any more.
    /// </summary>
    [Range(typeof(TimeSpan), "18:00:00", "365.00:00:00")]
    public TimeSpan OrphanAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How old a stripe is before a fragment that is missing beside another is looked for. Younger ones may be under way.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan MissingAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Fragments that are read from a device at a time.</summary>
    [Range(1, 10_000)]
    public int PageFragments { get; init; } = 500;

    /// <summary>Questions to the index and to neighbours that are under way at once for one device.</summary>
    [Range(1, 256)]
    public int QuestionsInParallel { get; init; } = 8;

    /// <summary>Devices that are walked at once.</summary>
    [Range(1, 1024)]
    public int DevicesInParallel { get; init; } = 4;

    /// <summary>Fragments looked at per second over all devices; each costs a read of the index and of one neighbour's header.</summary>
    [Range(1L, 10_000_000L)]
    public long FragmentsPerSecond { get; init; } = 2_000;
}
