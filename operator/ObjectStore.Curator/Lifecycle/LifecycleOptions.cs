using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ObjectStore.Lifecycle;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>Settings of lifecycle rules; docs/lifecycle.md.</summary>
public sealed class LifecycleOptions : CalendarOptions
{
    /// <summary>How often in a day all buckets with rules are walked through. What is due goes in the next walk.</summary>
    [Range(1, 100)]
    public int PassesPerDay { get; init; } = 6;

    /// <summary>Versions and uploads that are read at a time.</summary>
    [Range(1, 1_000)]
    public int PageEntries { get; init; } = 1_000;

    /// <summary>Versions and uploads that each walk, for removals and for moves, looks at per second.</summary>
    [Range(1L, 10_000_000L)]
    public long EntriesPerSecond { get; init; } = 20_000;

    /// <summary>Versions and uploads that are removed or covered per second: each is a commit, like one of a client.</summary>
    [Range(1L, 10_000_000L)]
    public long ChangesPerSecond { get; init; } = 500;

    /// <summary>Such changes that are under way at once.</summary>
    [Range(1, 64)]
    public int ChangesInParallel { get; init; } = 8;

    /// <summary>Bytes per second that transitions copy to other pools.</summary>
    [Range(1L << 20, 1L << 40)]
    public long TransitionBytesPerSecond { get; init; } = 100L << 20;

    /// <summary>Smaller objects move to another storage class only by rules whose filter asks for a size, as on AWS.</summary>
    [Range(0L, 1L << 30)]
    public long TransitionBytesMin { get; init; } = 128L << 10;
}

/// <summary>Checks <see cref="LifecycleOptions"/> and reports all violations at once.</summary>
[OptionsValidator]
internal sealed partial class LifecycleOptionsValidator : IValidateOptions<LifecycleOptions>;
