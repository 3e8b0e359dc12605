namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Scales gateways by their CPU: a HorizontalPodAutoscaler changes replicas. Needs a metrics server, and a request for CPU in resources.</summary>
public sealed record GatewayAutoscaling
{
    /// <summary>Fewest gateways.</summary>
    public int MinReplicas { get; init; } = 2;

    /// <summary>Most gateways.</summary>
    public required int MaxReplicas { get; init; }

    /// <summary>Per cent of the requested CPU that gateways use on average.</summary>
    public int TargetCpuPercent { get; init; } = 70;
}
