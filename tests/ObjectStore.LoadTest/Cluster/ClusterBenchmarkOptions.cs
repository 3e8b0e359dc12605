namespace ObjectStore.LoadTest.Cluster;

/// <summary>What is measured.</summary>
internal sealed record ClusterBenchmarkOptions
{
    /// <summary>Where both stores keep their data.</summary>
    public required string Folder { get; init; }

    /// <summary>Object sizes in bytes.</summary>
    public required IReadOnlyList<long> Sizes { get; init; }

    /// <summary>How many objects of each size, or 0 for as many as make a GiB, at most 20,000.</summary>
    public required int KeyCount { get; init; }

    /// <summary>Connections at once.</summary>
    public required int ConnectionCount { get; init; }

    /// <summary>How long each measurement runs.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long the same requests run before each measurement.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>Whether the processes of the cluster talk without TLS.</summary>
    public required bool IsPlainText { get; init; }

    /// <summary>Memory of each gateway for objects that were read. With 0 every GET goes to nodes.</summary>
    public required long ReadCacheBytes { get; init; }

    /// <summary>Whether a standalone process is measured beside the cluster.</summary>
    public required bool WithStandalone { get; init; }
}
