namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>What the planner remembers of one partition.</summary>
/// <param name="Start">Start of the partition.</param>
/// <param name="SeenAt">When it was among the partitions last, or was planned.</param>
public sealed record PartitionTrack(ReadOnlyMemory<byte> Start, DateTimeOffset SeenAt)
{
    /// <summary>Its requests per second, smoothed, for decisions that a fluctuation must not make; null until its load is known.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>Since when it is above the rate of a split.</summary>
    public DateTimeOffset? HotSince { get; init; }

    /// <summary>Since when it is cold enough to merge.</summary>
    public DateTimeOffset? ColdSince { get; init; }

    /// <summary>When it was last decided to move it.</summary>
    public DateTimeOffset? MovedAt { get; init; }

    /// <summary>What it was split from, until it is known whether that relieved it.</summary>
    public SplitOrigin? Origin { get; init; }

    /// <summary>How many splits in a row left nearly all load in this part.</summary>
    public int FruitlessSplits { get; init; }

    /// <summary>Where it is written.</summary>
    public WriteWindow? Writes { get; init; }
}
