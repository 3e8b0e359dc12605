namespace ObjectStore.Kubernetes.Models;

/// <summary>Rules for pods.</summary>
public sealed record V1NetworkPolicySpec
{
    /// <summary>The pods; empty for all of the namespace.</summary>
    public required V1LabelSelector PodSelector { get; init; }

    /// <summary><c>Ingress</c>, <c>Egress</c>.</summary>
    public IReadOnlyList<string>? PolicyTypes { get; init; }

    /// <summary>Who may connect.</summary>
    public IReadOnlyList<V1NetworkPolicyIngressRule>? Ingress { get; init; }

    /// <summary>Where they may connect to.</summary>
    public IReadOnlyList<V1NetworkPolicyEgressRule>? Egress { get; init; }
}
