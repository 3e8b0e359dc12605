namespace ObjectStore.Kubernetes.Models;

/// <summary>What a daemon set runs.</summary>
public sealed record V1DaemonSetSpec
{
    /// <summary>Its pods; cannot be changed.</summary>
    public required V1LabelSelector Selector { get; init; }

    /// <summary>The pods.</summary>
    public required V1PodTemplateSpec Template { get; init; }

    /// <summary>How pods are replaced.</summary>
    public V1DaemonSetUpdateStrategy? UpdateStrategy { get; init; }

    /// <summary>Ready for so long counts as available.</summary>
    public int? MinReadySeconds { get; init; }

    /// <summary>Old revisions that are kept.</summary>
    public int? RevisionHistoryLimit { get; init; }
}
