namespace ObjectStore.LoadTest;

/// <summary>What is measured.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>An endpoint, or null for a store of its own.</summary>
    public required string? Endpoint { get; init; }

    /// <summary>Where files of the run are kept: data of the store, the disk's measurement.</summary>
    public required string Folder { get; init; }

    /// <summary>Object sizes in bytes.</summary>
    public required IReadOnlyList<long> Sizes { get; init; }

    /// <summary>How many objects of each size, or 0 for as many as make a GiB, at most 20,000.</summary>
    public required int KeyCount { get; init; }

    /// <summary>Counts of connections.</summary>
    public required IReadOnlyList<int> Connections { get; init; }

    /// <summary>What is sent, in this order: PUT, GET, HEAD, DELETE.</summary>
    public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>Whether the objects stay on a given endpoint. Without PUT they are taken to be there.</summary>
    public required bool KeepsObjects { get; init; }

    /// <summary>Id of the given endpoint's process on this machine, whose processor time is measured; 0 for none.</summary>
    public required int ProcessId { get; init; }

    /// <summary>Whether bodies are lines of a log, which shrink, instead of chance, which does not.</summary>
    public required bool SendsText { get; init; }

    /// <summary>How long each measurement runs.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Whether the disk and a static nginx are measured as well.</summary>
    public required bool WithBaselines { get; init; }
}
