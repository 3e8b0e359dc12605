namespace ObjectStore.Kubernetes.Models;

/// <summary>Kubernetes nodes that a pod needs.</summary>
public sealed record V1NodeAffinity
{
    /// <summary>Necessary.</summary>
    public V1NodeSelector? RequiredDuringSchedulingIgnoredDuringExecution { get; init; }
}
