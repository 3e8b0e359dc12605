namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>The gateways.</summary>
public sealed record GatewayStatus
{
    /// <summary>Gateways that there are.</summary>
    public int? Replicas { get; init; }

    /// <summary>Gateways that serve.</summary>
    public int? ReadyReplicas { get; init; }

    /// <summary>Labels of the gateways' pods, for autoscalers.</summary>
    public string? Selector { get; init; }
}
