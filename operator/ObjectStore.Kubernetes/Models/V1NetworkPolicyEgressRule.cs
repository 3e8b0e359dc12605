namespace ObjectStore.Kubernetes.Models;

/// <summary>Peers and ports of outgoing connections.</summary>
public sealed record V1NetworkPolicyEgressRule
{
    /// <summary>Null for everywhere.</summary>
    public IReadOnlyList<V1NetworkPolicyPeer>? To { get; init; }

    /// <summary>Null for all.</summary>
    public IReadOnlyList<V1NetworkPolicyPort>? Ports { get; init; }
}
