using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Foreign;

/// <summary>What another operator says of an object, where that is its conditions.</summary>
public sealed record ForeignStatus
{
    /// <summary>The conditions.</summary>
    public IReadOnlyList<V1Condition>? Conditions { get; init; }
}
