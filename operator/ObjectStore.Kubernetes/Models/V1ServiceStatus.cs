namespace ObjectStore.Kubernetes.Models;

/// <summary>Addresses of a service outside.</summary>
public sealed record V1ServiceStatus
{
    /// <summary>Of the load balancer.</summary>
    public V1LoadBalancerStatus? LoadBalancer { get; init; }
}
