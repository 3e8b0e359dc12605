namespace ObjectStore.Kubernetes.Models;

/// <summary>Pods in a domain.</summary>
public sealed record V1PodAffinityTerm
{
    /// <summary>The pods.</summary>
    public V1LabelSelector? LabelSelector { get; init; }

    /// <summary>Label that names the domain.</summary>
    public required string TopologyKey { get; init; }
}
