namespace ObjectStore.LoadTest.Cluster;

/// <summary>What <see cref="ClusterBenchmark"/> measures.</summary>
internal sealed record ClusterBenchmarkOptions : ClusterLoadOptions
{
    /// <summary>How many objects of each size, or 0 for as many as make a GiB, at most 20,000.</summary>
    public required int KeyCount { get; init; }

    /// <summary>Whether the processes of the cluster talk without TLS.</summary>
    public required bool IsPlainText { get; init; }

    /// <summary>Memory of each gateway for objects that were read. With 0 every GET goes to nodes.</summary>
    public required long ReadCacheBytes { get; init; }

    /// <summary>Whether a standalone process is measured beside the cluster.</summary>
    public required bool WithStandalone { get; init; }
}
