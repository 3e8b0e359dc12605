namespace ObjectStore.LoadTest.Cluster;

/// <summary>What is measured.</summary>
internal sealed record GrayBenchmarkOptions
{
    /// <summary>Where the cluster keeps its data.</summary>
    public required string Folder { get; init; }

    /// <summary>Object sizes in bytes.</summary>
    public required IReadOnlyList<long> Sizes { get; init; }

    /// <summary>Connections at once.</summary>
    public required int ConnectionCount { get; init; }

    /// <summary>How long each measurement runs.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long the same requests run before each pair of measurements.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>How much later the device answers.</summary>
    public required TimeSpan Delay { get; init; }
}
