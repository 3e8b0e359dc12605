namespace ObjectStore.Kubernetes.Models;

/// <summary>Addresses of a load balancer.</summary>
public sealed record V1LoadBalancerStatus
{
    /// <summary>The addresses.</summary>
    public IReadOnlyList<V1LoadBalancerIngress>? Ingress { get; init; }
}
