namespace ObjectStore.Kubernetes.Models;

/// <summary>A load.</summary>
public sealed record V2MetricSpec
{
    /// <summary><c>Resource</c> and others.</summary>
    public required string Type { get; init; }

    /// <summary>Of a resource of pods.</summary>
    public V2ResourceMetricSource? Resource { get; init; }
}
