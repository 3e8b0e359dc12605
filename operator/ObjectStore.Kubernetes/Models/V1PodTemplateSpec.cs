namespace ObjectStore.Kubernetes.Models;

/// <summary>What pods of a workload look like.</summary>
public sealed record V1PodTemplateSpec
{
    /// <summary>Labels and annotations of the pods.</summary>
    public V1ObjectMeta? Metadata { get; init; }

    /// <summary>What runs.</summary>
    public V1PodSpec? Spec { get; init; }
}
