namespace ObjectStore.Kubernetes.Models;

/// <summary>How a Kubernetes node is.</summary>
public sealed record V1NodeStatus
{
    /// <summary><c>Ready</c> and pressures.</summary>
    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>Names and addresses.</summary>
    public IReadOnlyList<V1NodeAddress>? Addresses { get; init; }

    /// <summary>Resources as quantities.</summary>
    public IReadOnlyDictionary<string, string>? Capacity { get; init; }

    /// <summary>Resources for pods.</summary>
    public IReadOnlyDictionary<string, string>? Allocatable { get; init; }
}
