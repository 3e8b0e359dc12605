namespace ObjectStore.Kubernetes.Models;

/// <summary>How a pod runs.</summary>
public sealed record V1PodStatus
{
    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Unknown</c>.</summary>
    public string? Phase { get; init; }

    /// <summary>Why, for programs.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Message { get; init; }

    /// <summary>Its address.</summary>
    public string? PodIP { get; init; }

    /// <summary>Its Kubernetes node's address.</summary>
    public string? HostIP { get; init; }

    /// <summary><c>Ready</c> and others.</summary>
    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>Each container.</summary>
    public IReadOnlyList<V1ContainerStatus>? ContainerStatuses { get; init; }
}
