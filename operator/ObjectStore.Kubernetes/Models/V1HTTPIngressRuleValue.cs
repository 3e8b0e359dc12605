namespace ObjectStore.Kubernetes.Models;

/// <summary>Paths of a host.</summary>
public sealed record V1HTTPIngressRuleValue
{
    /// <summary>The paths.</summary>
    public required IReadOnlyList<V1HTTPIngressPath> Paths { get; init; }
}
