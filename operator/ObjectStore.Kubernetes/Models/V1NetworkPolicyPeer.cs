namespace ObjectStore.Kubernetes.Models;

/// <summary>The other end of a connection.</summary>
public sealed record V1NetworkPolicyPeer
{
    /// <summary>Pods.</summary>
    public V1LabelSelector? PodSelector { get; init; }

    /// <summary>Namespaces; null for the policy's own.</summary>
    public V1LabelSelector? NamespaceSelector { get; init; }

    /// <summary>Addresses.</summary>
    public V1IPBlock? IpBlock { get; init; }
}
