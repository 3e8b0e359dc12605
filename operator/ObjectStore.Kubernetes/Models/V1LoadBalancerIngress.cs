namespace ObjectStore.Kubernetes.Models;

/// <summary>An address of a load balancer.</summary>
public sealed record V1LoadBalancerIngress
{
    /// <summary>Address.</summary>
    public string? Ip { get; init; }

    /// <summary>Name.</summary>
    public string? Hostname { get; init; }
}
