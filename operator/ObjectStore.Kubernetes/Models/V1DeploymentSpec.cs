namespace ObjectStore.Kubernetes.Models;

/// <summary>What a deployment runs.</summary>
public sealed record V1DeploymentSpec
{
    /// <summary>How many; null leaves it to an autoscaler.</summary>
    public int? Replicas { get; init; }

    /// <summary>Its pods; cannot be changed.</summary>
    public required V1LabelSelector Selector { get; init; }

    /// <summary>The pods.</summary>
    public required V1PodTemplateSpec Template { get; init; }

    /// <summary>How pods are replaced.</summary>
    public V1DeploymentStrategy? Strategy { get; init; }

    /// <summary>Ready for so long counts as available.</summary>
    public int? MinReadySeconds { get; init; }

    /// <summary>Old revisions that are kept.</summary>
    public int? RevisionHistoryLimit { get; init; }

    /// <summary>After which a roll-out has failed.</summary>
    public int? ProgressDeadlineSeconds { get; init; }
}
