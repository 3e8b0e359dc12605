using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Heat;

namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>A partition as the planner sees it.</summary>
public sealed record PartitionLoad
{
    /// <summary>First position: bucket id, big endian, and bytes of a key; empty for the beginning of all.</summary>
    public required ReadOnlyMemory<byte> Start { get; init; }

    /// <summary>First position after it; empty for the end of all.</summary>
    public required ReadOnlyMemory<byte> End { get; init; }

    /// <summary>Its epoch: a decision is about this state of the partition and no later one.</summary>
    public required Epoch Epoch { get; init; }

    /// <summary>The database that owns it.</summary>
    public required string Database { get; init; }

    /// <summary>Requests per second that read.</summary>
    public double ReadsPerSecond { get; init; }

    /// <summary>Requests per second that commit.</summary>
    public double WritesPerSecond { get; init; }

    /// <summary>Bytes of rows per second. For people; requests are what loads a database.</summary>
    public double BytesPerSecond { get; init; }

    /// <summary>Keys it holds; null when nobody has counted. What is unknown is neither too large nor small enough to merge.</summary>
    public long? Keys { get; init; }

    /// <summary>Sampled requests of the last interval, from all gateways, in any order.</summary>
    public IReadOnlyList<HeatSample> Samples { get; init; } = [];

    /// <summary>Positions of keys that part it evenly, ascending; needed to split a partition that is large without being hot.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> KeySamples { get; init; } = [];

    /// <summary>When range or owner changed last; null when that is not known.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Whether a split, move or merge of it is under way.</summary>
    public bool IsChanging { get; init; }

    /// <summary>The database that it is moving to, which then counts as its owner.</summary>
    public string? MovingTo { get; init; }

    /// <summary>Requests per second of both kinds.</summary>
    public double RequestsPerSecond => ReadsPerSecond + WritesPerSecond;

    /// <summary>The samples that are of its range; a gateway that has not heard of a split can send others.</summary>
    internal IEnumerable<HeatSample> SamplesInside =>
        Samples.Where(sample => sample.Position.Length >= Positions.BucketBytes && Positions.IsWithin(sample.Position, Start, End));
}
