namespace ObjectStore.LoadTest.Cluster;

/// <summary>What <see cref="GrayBenchmark"/> measures.</summary>
internal sealed record GrayBenchmarkOptions : ClusterLoadOptions
{
    /// <summary>How much later the device answers.</summary>
    public required TimeSpan Delay { get; init; }
}
