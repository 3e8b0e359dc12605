using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Foreign;

/// <summary>What CloudNativePG says of a database.</summary>
public sealed record V1PostgresClusterStatus
{
    /// <summary>What it is doing, in words.</summary>
    public string? Phase { get; init; }

    /// <summary>Why.</summary>
    public string? PhaseReason { get; init; }

    /// <summary>Servers that serve.</summary>
    public int? ReadyInstances { get; init; }

    /// <summary>Ready and others.</summary>
    public IReadOnlyList<V1Condition>? Conditions { get; init; }
}
