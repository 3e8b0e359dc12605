namespace ObjectStore.Kubernetes.Models;

/// <summary>What a stateful set runs.</summary>
public sealed record V1StatefulSetSpec
{
    /// <summary>How many.</summary>
    public int? Replicas { get; init; }

    /// <summary>Its pods; cannot be changed.</summary>
    public required V1LabelSelector Selector { get; init; }

    /// <summary>Headless service that names the pods.</summary>
    public string? ServiceName { get; init; }

    /// <summary>The pods.</summary>
    public required V1PodTemplateSpec Template { get; init; }

    /// <summary>Storage of each pod; cannot be changed.</summary>
    public IReadOnlyList<V1PersistentVolumeClaim>? VolumeClaimTemplates { get; init; }

    /// <summary><c>OrderedReady</c> or <c>Parallel</c>.</summary>
    public string? PodManagementPolicy { get; init; }
}
