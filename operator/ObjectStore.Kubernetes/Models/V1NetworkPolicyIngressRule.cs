namespace ObjectStore.Kubernetes.Models;

/// <summary>Peers and ports of incoming connections.</summary>
public sealed record V1NetworkPolicyIngressRule
{
    /// <summary>Null for everybody.</summary>
    public IReadOnlyList<V1NetworkPolicyPeer>? From { get; init; }

    /// <summary>Null for all.</summary>
    public IReadOnlyList<V1NetworkPolicyPort>? Ports { get; init; }
}
