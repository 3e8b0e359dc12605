using System.ComponentModel.DataAnnotations;

namespace ObjectStore.Curator.Garbage;

/// <summary>Settings of garbage collection.</summary>
public sealed class GarbageOptions
{
    /// <summary>How often the queue is worked off.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Period { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long replaced and deleted data stays readable. A GET looks the key up first and reads for as long as its client takes; an overwrite in
    /// between must not pull the old bytes away. A download that outlasts this period breaks off, never with wrong bytes. The clocks of gateways and
    /// curator may differ, so it is minutes at least.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Garbage entries that are read at a time.</summary>
    [Range(1, 10_000)]
    public int PageEntries { get; init; } = 200;

    /// <summary>Fragments that one request to a device deletes.</summary>
    [Range(1, 100_000)]
    public int BatchFragments { get; init; } = 1_000;

    /// <summary>Fragments deleted per second over all devices.</summary>
    [Range(1L, 10_000_000L)]
    public long FragmentsPerSecond { get; init; } = 20_000;
}
