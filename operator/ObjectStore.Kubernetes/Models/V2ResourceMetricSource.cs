namespace ObjectStore.Kubernetes.Models;

/// <summary>A resource of pods and how much of it.</summary>
public sealed record V2ResourceMetricSource
{
    /// <summary><c>cpu</c> or <c>memory</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How much.</summary>
    public required V2MetricTarget Target { get; init; }
}
