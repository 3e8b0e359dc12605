using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Heat;

/// <summary>What one reporter counted for one partition in one interval.</summary>
public sealed record PartitionHeatReport
{
    /// <summary>Start of the partition.</summary>
    public required ReadOnlyMemory<byte> Start { get; init; }

    /// <summary>Epoch of the partition as the reporter knew it: says which range the numbers are of.</summary>
    public required Epoch Epoch { get; init; }

    /// <summary>Requests that read.</summary>
    public required long Reads { get; init; }

    /// <summary>Requests that committed.</summary>
    public required long Writes { get; init; }

    /// <summary>Bytes of rows that the requests read and wrote.</summary>
    public required long Bytes { get; init; }

    /// <summary>Keys that came into being less those that went.</summary>
    public required long KeyChange { get; init; }

    /// <summary>At most <see cref="PartitionHeat.SamplesMax"/>; the weights of a kind add up to its requests unless the sample holds none of the kind.</summary>
    public required IReadOnlyList<HeatSample> Samples { get; init; }

    /// <summary>Requests of both kinds.</summary>
    public long Requests => Reads + Writes;

    /// <summary>Whether nothing happened.</summary>
    public bool IsIdle => Reads == 0 && Writes == 0 && Bytes == 0 && KeyChange == 0;
}
