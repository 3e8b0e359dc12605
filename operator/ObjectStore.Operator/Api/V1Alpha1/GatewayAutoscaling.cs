namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Lets the number of gateways follow their CPU time.</summary>
public sealed record GatewayAutoscaling
{
    /// <summary>Least number of gateways.</summary>
    public int MinReplicas { get; init; } = 2;

    /// <summary>Greatest number of gateways.</summary>
    public required int MaxReplicas { get; init; }

    /// <summary>CPU time that a gateway shall use, in percent of its request.</summary>
    public int TargetCpuPercent { get; init; } = 70;
}
