namespace ObjectStore.Kubernetes.Models;

/// <summary>What happens at the ends of a container's life.</summary>
public sealed record V1Lifecycle
{
    /// <summary>Before SIGTERM.</summary>
    public V1LifecycleHandler? PreStop { get; init; }
}
