using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Foreign;

/// <summary>What one gateway says of a route.</summary>
public sealed record V1RouteParentStatus
{
    /// <summary>The gateway.</summary>
    public V1RouteParent? ParentRef { get; init; }

    /// <summary>Accepted, ResolvedRefs and others.</summary>
    public IReadOnlyList<V1Condition>? Conditions { get; init; }
}
