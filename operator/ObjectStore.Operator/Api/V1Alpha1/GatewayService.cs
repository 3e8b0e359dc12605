namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>The Service in front of the gateways.</summary>
public sealed record GatewayService
{
    /// <summary>How it is reached.</summary>
    public string Type { get; init; } = "ClusterIP";

    /// <summary>Annotations for whoever provides the load balancer.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Who provides the load balancer.</summary>
    public string? LoadBalancerClass { get; init; }
}
