namespace ObjectStore.Kubernetes.Models;

/// <summary>How much of a load.</summary>
public sealed record V2MetricTarget
{
    /// <summary><c>Utilization</c>, <c>Value</c> or <c>AverageValue</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Per cent of what pods ask for.</summary>
    public int? AverageUtilization { get; init; }
}
