namespace ObjectStore.Kubernetes.Models;

/// <summary>Where requests for a host go.</summary>
public sealed record V1IngressRule
{
    /// <summary>The host, perhaps with a wildcard.</summary>
    public string? Host { get; init; }

    /// <summary>Paths.</summary>
    public V1HTTPIngressRuleValue? Http { get; init; }
}
