namespace ObjectStore.LoadTest.Cluster;

/// <summary>Load on a cluster of processes.</summary>
internal abstract record ClusterLoadOptions
{
    /// <summary>Where stores keep their data.</summary>
    public required string Folder { get; init; }

    /// <summary>Object sizes in bytes.</summary>
    public required IReadOnlyList<long> Sizes { get; init; }

    /// <summary>Connections at once.</summary>
    public required int ConnectionCount { get; init; }

    /// <summary>How long each measurement runs.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long the same requests run before that.</summary>
    public required TimeSpan WarmUp { get; init; }
}
